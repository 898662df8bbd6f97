/** How long a walk has been heard; kept for this tab, so that a reload does not begin it anew. */
import type { Door } from "../domain/door";

export class WalkClock {
  private readonly key: string;
  private begunMs: number | null = null;
  private endedMs: number | null = null;

  constructor(walk: string, door: Door) {
    this.key = `latentwalk.begun.${door}.${walk}`;
  }

  /** The first sound. @param isResumed - It goes on from before a reload. */
  begin(isResumed: boolean): void {
    const before = isResumed ? this.kept : null;
    this.begunMs = before ?? Date.now();
    this.keep(String(this.begunMs));
  }

  /** The walk is over; later ends change nothing. */
  end(): void {
    this.endedMs ??= Date.now();
    this.keep(null);
  }

  /** Since the first sound; `null` before it. */
  get walkedS(): number | null {
    return this.begunMs === null ? null : ((this.endedMs ?? Date.now()) - this.begunMs) / 1000;
  }

  private get kept(): number | null {
    try {
      return Number(sessionStorage.getItem(this.key)) || null;
    } catch {
      return null; // storage forbidden: a reload begins anew
    }
  }

  private keep(begunMs: string | null): void {
    try {
      if (begunMs === null) sessionStorage.removeItem(this.key);
      else sessionStorage.setItem(this.key, begunMs);
    } catch {
      // as above
    }
  }
}
