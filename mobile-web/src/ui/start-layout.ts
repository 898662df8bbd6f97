/** What the start page shows of the walks it was given. Pure. */
import type { WalkSummary } from "../domain/walk";

export interface StartLayout {
  /** What the doors open: the walk that was asked for, else the server's first; `null`: none. */
  readonly opened: WalkSummary | null;
  /** Whether the page is about that walk, by name, because the address asked for it. */
  readonly isNamed: boolean;
  readonly others: readonly WalkSummary[];
}

/**
 * @param asked - Id from the address; one that is not published falls back to the first.
 * @param named - That walk, where this visitor may open it although no list shows it: a draft.
 */
export function layoutOf(
  walks: readonly WalkSummary[],
  asked: string | null,
  named: WalkSummary | null = null,
): StartLayout {
  const opened = walks.find(({ id }) => id === asked) ?? named ?? walks[0] ?? null;
  return {
    opened,
    isNamed: opened !== null && opened.id === asked,
    others: walks.filter((walk) => walk !== opened),
  };
}
