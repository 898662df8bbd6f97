/** Keeps the fill at its target by playing imperceptibly faster or slower. */

const SMOOTHING_S = 3; // packets make the fill a sawtooth; clocks drift over minutes
const GAIN = 0.05; // ratio per second of error: 60 ms off gives the full ±0.3 %
const NEAR_RATIO = 0.003; // five cents: not heard
const FAR_S = 0.1;
const FAR_RATIO = 0.01; // a longer error is worth seventeen cents

export class Drift {
  private smoothedS: number | null = null;

  /** Smoothed fill, seconds; 0 before the first observation. */
  get fillS(): number {
    return this.smoothedS ?? 0;
  }

  /**
   * Take the fill after `dtS` of playing.
   *
   * @returns How fast to consume input, 1 ± 0.003 near the target, ± 0.01 far from it.
   */
  ratio(fillS: number, targetS: number, dtS: number): number {
    const before = this.smoothedS ?? fillS;
    this.smoothedS = before + (fillS - before) * Math.min(1, dtS / SMOOTHING_S);
    const errorS = this.smoothedS - targetS;
    const limit = Math.abs(errorS) > FAR_S ? FAR_RATIO : NEAR_RATIO;
    return 1 + Math.min(limit, Math.max(-limit, GAIN * errorS));
  }

  reset(): void {
    this.smoothedS = null;
  }
}
