// audio thread
/**
 * When the bed is let through: 3 s up at its first sound, 0.3 s after every silence, not at all while
 * the page holds it shut.
 */

import { Fader } from "./fader";
import type { ReaderState } from "./jitter-reader";
import { Control, type JitterRing } from "./jitter-ring";
import type { PlaybackEvent } from "./playback-messages";

const FIRST_RISE_S = 3;
const NEXT_RISE_S = 0.3;
const SILENT_S = 0.25; // concealment dies away within 70 ms: what comes later comes out of silence

export class BedGate {
  private readonly fader = new Fader();
  private hasBegun = false;
  private riseFrames = 0;
  private idleFrames = Number.POSITIVE_INFINITY; // since the ring last gave sound
  private isHeld = false;
  private event: PlaybackEvent["type"] | null = null;

  constructor(
    private readonly ring: JitterRing,
    private readonly rateHz: number,
  ) {}

  /** Let one quantum pass, or not. */
  pass(left: Float32Array, right: Float32Array, reader: ReaderState): void {
    this.idleFrames = reader === "playing" ? 0 : this.idleFrames + left.length;
    if (this.ring.get(Control.gate) === 1) {
      if (!this.isHeld) this.event = "shut";
      this.isHeld = true;
      this.fader.cut(left, right);
      return;
    }
    this.isHeld = false;
    if (this.idleFrames > SILENT_S * this.rateHz) {
      this.fader.reset();
      return;
    }
    if (this.fader.isShut) this.begin();
    this.fader.rise(left, right, this.riseFrames);
  }

  /** What has happened since it was last asked, if anything. */
  takeEvent(): PlaybackEvent["type"] | null {
    const { event } = this;
    this.event = null;
    return event;
  }

  private begin(): void {
    const isSlow = !this.hasBegun && this.ring.get(Control.isResumed) === 0;
    this.riseFrames = (isSlow ? FIRST_RISE_S : NEXT_RISE_S) * this.rateHz;
    if (!this.hasBegun) this.event = "begun";
    this.hasBegun = true;
  }
}
