/**
 * What an audio context's state and clock say about its health, and what to do about it.
 *
 * | context | health | do |
 * |---|---|---|
 * | `interrupted` (a call, Siri) | interrupted | nothing: to resume now freezes it on iOS |
 * | `suspended` after that | interrupted | resume, once a second, for a while |
 * | `suspended` for longer than it takes to open | blocked | resume when asked: in a tap, or as the page returns |
 * | `running`, its clock moves | running | |
 * | `running`, its clock stands for a second; `closed` | frozen | rebuild, ever more patiently |
 *
 * Pure: the time is an argument.
 */

export type Health = "starting" | "running" | "interrupted" | "blocked" | "frozen";
export type Remedy = "none" | "resume" | "rebuild";

/** What of a context is looked at; iOS adds `interrupted` to the states. */
export interface ContextReading {
  readonly state: string;
  readonly currentTime: number;
}

export interface Diagnosis {
  readonly health: Health;
  readonly remedy: Remedy;
}

const FROZEN_MS = 1000;
const LONGEST_PATIENCE_MS = 30_000;
const BLIND_MS = 1500; // the page itself stood still: what the clock did meanwhile is unknown
const RETRY_MS = 1000;
const GIVE_UP_MS = 5000; // then only a tap helps
const OPENING_MS = 1500; // a context takes a moment to open its device

export class ContextWatch {
  private openedMs: number | null = null;
  private timeS = Number.NaN;
  private movedMs = 0;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private patienceMs = FROZEN_MS;
  private hasRun = false;
  private interruptedMs: number | null = null; // last seen so, until it runs again
  private triedMs = Number.NEGATIVE_INFINITY;

  /**
   * Look at the context.
   *
   * @param isAsked - Whether a tap or the page's return asks for sound now.
   */
  look({ state, currentTime }: ContextReading, nowMs: number, isAsked = false): Diagnosis {
    const wasBlind = nowMs - this.lookedMs > BLIND_MS;
    this.lookedMs = nowMs;
    this.openedMs ??= nowMs;
    if (state === "running") return this.run(currentTime, nowMs, wasBlind);
    this.timeS = Number.NaN;
    switch (state) {
      case "interrupted":
        this.interruptedMs = nowMs;
        return { health: "interrupted", remedy: "none" };
      case "suspended":
        return this.wait(nowMs, isAsked);
      default:
        return { health: "frozen", remedy: "rebuild" };
    }
  }

  /** Another context takes its place. */
  renew(): void {
    this.openedMs = null;
    this.timeS = Number.NaN;
  }

  private run(timeS: number, nowMs: number, wasBlind: boolean): Diagnosis {
    if (timeS !== this.timeS || wasBlind) {
      this.hasRun ||= timeS > this.timeS;
      if (timeS > this.timeS) this.recover();
      this.timeS = timeS;
      this.movedMs = nowMs;
    }
    if (nowMs - this.movedMs < this.patienceMs) {
      return { health: this.interruptedMs === null ? this.calm : "interrupted", remedy: "none" };
    }
    this.movedMs = nowMs;
    this.patienceMs = Math.min(LONGEST_PATIENCE_MS, 2 * this.patienceMs);
    return { health: "frozen", remedy: "rebuild" };
  }

  private recover(): void {
    this.interruptedMs = null;
    this.patienceMs = FROZEN_MS;
  }

  private get calm(): Health {
    if (this.patienceMs > FROZEN_MS) return "frozen"; // rebuilt, and not yet seen to move
    return this.hasRun ? "running" : "starting";
  }

  private wait(nowMs: number, isAsked: boolean): Diagnosis {
    const since = this.interruptedMs;
    const isComingBack = since !== null && nowMs - since < GIVE_UP_MS;
    const isDue = isAsked || (isComingBack && nowMs - this.triedMs >= RETRY_MS);
    if (isDue) this.triedMs = nowMs;
    const remedy = isDue ? "resume" : "none";
    if (isComingBack) return { health: "interrupted", remedy };
    const isOpening = nowMs - (this.openedMs ?? nowMs) < OPENING_MS;
    return { health: isOpening ? this.calm : "blocked", remedy };
  }
}
