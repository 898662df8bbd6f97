/**
 * The headset's and the lock screen's buttons, where the browser gives them to a page.
 *
 * Pause is silence at once, and play ends it. An earpiece taken out pauses too, so that the walk
 * itself ends only once nobody has played for as long as the server would keep it.
 */

export interface HeadsetOrders {
  hold(): void;
  wake(): void;
  stop(): void;
}

const PAUSE_MS = 120_000; // PROTOCOL.md, resume
const PAUSES = ["pause", "stop"] as const;

export class Headset {
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly orders: HeadsetOrders) {}

  /** Take the buttons; the title shown is the page's. */
  open(): void {
    const { mediaSession } = navigator;
    if (!mediaSession) return;
    mediaSession.metadata = new MediaMetadata({ title: document.title });
    for (const action of PAUSES) mediaSession.setActionHandler(action, () => this.pause());
    mediaSession.setActionHandler("play", () => this.orders.wake());
    this.show(true);
  }

  /** Sound plays, or is held back; once it plays nothing is going to end. */
  show(isPlaying: boolean): void {
    if (isPlaying) this.clear();
    if (navigator.mediaSession) {
      navigator.mediaSession.playbackState = isPlaying ? "playing" : "paused";
    }
  }

  /** Give the buttons back. */
  close(): void {
    this.clear();
    const { mediaSession } = navigator;
    if (!mediaSession) return;
    mediaSession.metadata = null;
    mediaSession.playbackState = "none";
    for (const action of [...PAUSES, "play"] as const) mediaSession.setActionHandler(action, null);
  }

  private pause(): void {
    this.clear();
    this.orders.hold();
    this.timer = setTimeout(() => this.orders.stop(), PAUSE_MS);
  }

  private clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
