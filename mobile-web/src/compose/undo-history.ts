/** What was done, so that it can be undone: bounded, oldest forgotten first. Pure. */

const STEPS = 200;
const MERGE_MS = 1200; // a slider or an arrow key held down is one step

interface Step<T> {
  readonly label: string;
  readonly before: T;
}

export class UndoHistory<T> {
  private done: Step<T>[] = [];
  private undone: Step<T>[] = [];
  private merging: { readonly key: string; readonly untilMs: number } | null = null;

  /** Remember what was there before a change; changes of one key in quick succession are one step. */
  record(label: string, before: T, mergeKey: string | null, nowMs: number): void {
    const { merging } = this;
    const continues = mergeKey !== null && merging?.key === mergeKey && nowMs < merging.untilMs;
    if (!continues) this.done = [...this.done, { label, before }].slice(-STEPS);
    this.merging = mergeKey === null ? null : { key: mergeKey, untilMs: nowMs + MERGE_MS };
    this.undone = [];
  }

  /** What was there before the last change; `null` where there is none. */
  undo(now: T): T | null {
    return this.exchange(this.done, this.undone, now);
  }

  redo(now: T): T | null {
    return this.exchange(this.undone, this.done, now);
  }

  /** What undo would undo; `null` where there is nothing. */
  get undoLabel(): string | null {
    return this.done.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.undone.at(-1)?.label ?? null;
  }

  reset(): void {
    this.done = [];
    this.undone = [];
    this.merging = null;
  }

  private exchange(from: Step<T>[], to: Step<T>[], now: T): T | null {
    this.merging = null;
    const step = from.pop();
    if (step === undefined) return null;
    to.push({ label: step.label, before: now });
    return step.before;
  }
}
