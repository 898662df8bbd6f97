// audio thread
/**
 * Two virtual speakers that stand still in the world while the head turns between them.
 *
 * Each speaker is panned with equal power by the sine of its azimuth as the head meets it; one
 * behind sounds where its mirror image in front would. Without a heading the bed passes as it is,
 * wide. The law is that of backend/latentwalk/audio/stage.py. Adds no latency.
 */
import { toRadians } from "../domain/angle";

const GLIDE_FRAMES = 384; // 8 ms at 48 kHz: no zipper, and still under 20 ms from head to ear

/** Left and right ear of the left speaker, then of the right one. */
type Gains = Float64Array;

export class Stage {
  private readonly wanted: Gains = Float64Array.of(1, 0, 0, 1);
  private readonly gains: Gains = Float64Array.of(1, 0, 0, 1);

  /** Face `headingDeg` (NaN: unknown) between speakers at these azimuths. */
  face(headingDeg: number, leftDeg: number, rightDeg: number): void {
    const { wanted } = this;
    if (Number.isNaN(headingDeg)) {
      wanted.set(WIDE);
      return;
    }
    pan(wanted, 0, leftDeg - headingDeg);
    pan(wanted, 2, rightDeg - headingDeg);
    const [ll, lr, rl, rr] = wanted as unknown as readonly [number, number, number, number];
    // Alike channels add up to 3 dB where both speakers meet; half of that is taken back.
    const scale = (((ll + rl) ** 2 + (lr + rr) ** 2) / 2) ** -0.25;
    for (let i = 0; i < 4; i++) wanted[i] = (wanted[i] as number) * scale;
  }

  /** Turn both channels in place, gliding to the last heading faced. */
  rotate(left: Float32Array, right: Float32Array): void {
    const { gains, wanted } = this;
    for (let i = 0; i < left.length; i++) {
      for (let g = 0; g < 4; g++) {
        gains[g] = (gains[g] as number) + ((wanted[g] as number) - (gains[g] as number)) * GLIDE;
      }
      const l = left[i] as number;
      const r = right[i] as number;
      left[i] = (gains[0] as number) * l + (gains[2] as number) * r;
      right[i] = (gains[1] as number) * l + (gains[3] as number) * r;
    }
  }
}

const WIDE = [1, 0, 0, 1] as const;
const GLIDE = 1 - Math.exp(-4 / GLIDE_FRAMES); // 98 % of the way after GLIDE_FRAMES

function pan(gains: Gains, at: number, relativeDeg: number): void {
  const angle = (1 + Math.sin(toRadians(relativeDeg))) * (Math.PI / 4);
  gains[at] = Math.cos(angle);
  gains[at + 1] = Math.sin(angle);
}
