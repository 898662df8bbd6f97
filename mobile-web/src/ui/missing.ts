/** What a walk lacks, each with its remedy. Pure. */
import type { Access, Sense } from "../sensors/access";
import { SENSES } from "../sensors/access";
import type { SessionState } from "../session/session-state";
import type { Catalogue } from "../words/catalogue";

export interface Lack {
  readonly name: string;
  readonly remedy: string;
}

type Part = Pick<SessionState, "access" | "wakeLock">;

/** One line for each sense that is refused, missing or poor, and one for a screen that may lock. */
export function lacksOf({ access, wakeLock }: Part, words: Catalogue): Lack[] {
  const lacks = SENSES.flatMap((sense) => {
    const remedy = remedyOf(sense, access[sense], words);
    return remedy === null ? [] : [{ name: words.senses[sense], remedy }];
  });
  if (wakeLock === "refused")
    lacks.push({ name: words.walking.screen, remedy: words.walking.awake });
  return lacks;
}

function remedyOf(sense: Sense, { reason }: Access, words: Catalogue): string | null {
  if (reason === null) return null;
  const remedies: Readonly<Record<string, string>> = words.reasons[sense];
  return remedies[reason] ?? reason;
}
