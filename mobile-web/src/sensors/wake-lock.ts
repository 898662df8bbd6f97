/** Keeps the screen on: a hidden page gets no position. */

export type WakeLockState = "off" | "held" | "refused";

/** Holds a screen wake lock and asks again whenever the page comes back. */
export class WakeLock {
  private sentinel: WakeLockSentinel | null = null;

  /** Ask for the lock; refusal is silent, the walk works without it. */
  open(): void {
    document.addEventListener("visibilitychange", this.onVisibility);
    void this.request();
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    void this.sentinel?.release();
    this.sentinel = null;
  }

  private readonly onVisibility = (): void => {
    if (document.visibilityState === "visible") void this.request();
  };

  private async request(): Promise<void> {
    if (!("wakeLock" in navigator)) return;
    try {
      this.sentinel = await navigator.wakeLock.request("screen");
    } catch {
      this.sentinel = null; // battery saver or a hidden page: asked again on return
    }
  }
}
