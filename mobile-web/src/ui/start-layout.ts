/** What the start page shows of the walks it was given. Pure. */
import type { WalkSummary } from "../domain/walk";

export interface StartLayout {
  /** What the doors open: the walk that was asked for, else the server's first; `null`: none. */
  readonly opened: WalkSummary | null;
  /** Whether the page is about that walk, by name, because the address asked for it. */
  readonly isNamed: boolean;
  readonly others: readonly WalkSummary[];
}

/** @param asked - Id from the address; one that is not published falls back to the first. */
export function layoutOf(walks: readonly WalkSummary[], asked: string | null): StartLayout {
  const [first] = walks;
  const opened = walks.find(({ id }) => id === asked) ?? first ?? null;
  return {
    opened,
    isNamed: opened !== null && opened !== first,
    others: walks.filter((walk) => walk !== opened),
  };
}
