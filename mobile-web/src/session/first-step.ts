/** Whether the walker has left the spot where they were first found. */
import type { Position } from "../domain/pose";

export class FirstStep {
  private start: Position | null = null;
  private isTaken = false;

  /** @param strideM - How far counts: a fix wanders, a camera does not. */
  constructor(private readonly strideM: number) {}

  /** Take the position that holds now, where there is one; true from the first step on. */
  take(position: Position | null): boolean {
    if (position === null) return this.isTaken;
    this.start ??= position;
    const distanceM = Math.hypot(
      position.eastM - this.start.eastM,
      position.northM - this.start.northM,
    );
    this.isTaken ||= distanceM >= this.strideM;
    return this.isTaken;
  }
}
