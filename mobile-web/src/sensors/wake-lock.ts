/** Keeps the screen on: a hidden page gets no position. */

export type WakeLockState = "off" | "held" | "refused";

/**
 * Holds a screen wake lock. It is asked for again whenever the page comes back, and where it was
 * refused (a battery saver, a browser that wants a tap) with every tap.
 */
export class WakeLock {
  private sentinel: WakeLockSentinel | null = null;
  private isWanted = false;

  constructor(private readonly report: (state: WakeLockState) => void) {}

  open(): void {
    this.isWanted = true;
    document.addEventListener("visibilitychange", this.askIfVisible);
    document.addEventListener("pointerup", this.askIfVisible);
    void this.ask();
  }

  close(): void {
    this.isWanted = false;
    document.removeEventListener("visibilitychange", this.askIfVisible);
    document.removeEventListener("pointerup", this.askIfVisible);
    void this.sentinel?.release().catch(() => undefined);
    this.sentinel = null;
    this.report("off");
  }

  private readonly askIfVisible = (): void => {
    if (document.visibilityState === "visible") void this.ask();
  };

  private async ask(): Promise<void> {
    if (this.sentinel !== null) return;
    if (!("wakeLock" in navigator)) {
      this.report("refused");
      return;
    }
    try {
      this.hold(await navigator.wakeLock.request("screen"));
    } catch {
      if (this.isWanted) this.report("refused");
    }
  }

  private hold(sentinel: WakeLockSentinel): void {
    if (!this.isWanted || this.sentinel !== null) {
      void sentinel.release().catch(() => undefined);
      return;
    }
    this.sentinel = sentinel;
    sentinel.addEventListener("release", () => this.lose(sentinel)); // by hiding, or a flat battery
    this.report("held");
  }

  private lose(sentinel: WakeLockSentinel): void {
    if (sentinel !== this.sentinel) return;
    this.sentinel = null;
    if (this.isWanted) this.report("refused");
  }
}
