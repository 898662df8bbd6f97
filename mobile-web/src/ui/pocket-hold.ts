/** How long a thumb must hold the pocket screen, and what letting go then means. Pure. */

export const WAKE_MS = 1200; // longer than anything a pocket does by chance
export const STOP_MS = 3000;
const SLIP_PIXELS = 40; // a thumb that wanders farther is a pocket

/** `idle` · `holding`: too short yet · `waking`: letting go wakes · `stopped`: the walk ends. */
export type HoldStage = "idle" | "holding" | "waking" | "stopped";

export class PocketHold {
  private held: { pointer: number; sinceMs: number; x: number; y: number } | null = null;

  /** A second finger is a pocket, not a wish: it lets go without waking. */
  press(pointer: number, x: number, y: number, nowMs: number): void {
    this.held = this.held === null ? { pointer, sinceMs: nowMs, x, y } : null;
  }

  move(pointer: number, x: number, y: number): void {
    if (pointer !== this.held?.pointer) return;
    if (Math.hypot(x - this.held.x, y - this.held.y) > SLIP_PIXELS) this.held = null;
  }

  /** @returns Whether letting go here wakes the screen. */
  release(pointer: number, nowMs: number): boolean {
    if (pointer !== this.held?.pointer) return false;
    const isWaking = this.stage(nowMs) === "waking";
    this.held = null;
    return isWaking;
  }

  cancel(): void {
    this.held = null;
  }

  stage(nowMs: number): HoldStage {
    if (this.held === null) return "idle";
    const heldMs = nowMs - this.held.sinceMs;
    if (heldMs >= STOP_MS) return "stopped";
    return heldMs >= WAKE_MS ? "waking" : "holding";
  }

  /** How full the ring is, 0..1; it is full when the walk stops. */
  progress(nowMs: number): number {
    if (this.held === null) return 0;
    return Math.min(1, (nowMs - this.held.sinceMs) / STOP_MS);
  }
}
