/** Writing where the head faces into the ring's control block. */
import { Control, type JitterRing } from "./jitter-ring";
import type { Facing } from "./playback-messages";

/** The ring's form of a heading (`null`: unknown) and a stage. */
export function facingOf(headingDeg: number | null, stageDeg: readonly [number, number]): Facing {
  return {
    heading: headingDeg === null ? 0 : 1 + Math.round(headingDeg * 100),
    stageLeft: Math.round(stageDeg[0] * 100),
    stageRight: Math.round(stageDeg[1] * 100),
  };
}

export function faceRing(ring: JitterRing, facing: Facing): void {
  ring.set(Control.stageLeft, facing.stageLeft);
  ring.set(Control.stageRight, facing.stageRight);
  ring.set(Control.heading, facing.heading);
}
