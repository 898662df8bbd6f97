/** A band-limited interpolation kernel: Kaiser-windowed sinc, tabulated by phase. */

const TAPS = 32; // with β = 6: −60 dB, transition 5.6 kHz at 48 kHz
const PHASES = 256; // linear between phases: error below −90 dB
const KAISER_BETA = 6;
const PASSBAND = 0.92; // −6 dB point over the lower Nyquist: 22.1 kHz at 48 kHz

/**
 * The kernel for one pair of rates.
 *
 * `table` holds `phases + 1` rows of `taps` weights; row p interpolates at the fraction p / phases
 * after the tap `taps / 2 − 1`. Each row sums to one.
 */
export class SincKernel {
  readonly taps = TAPS;
  readonly half = TAPS / 2;
  readonly phases = PHASES;
  readonly table = new Float32Array((PHASES + 1) * TAPS);

  constructor(rateInHz: number, rateOutHz: number) {
    const cutoff = PASSBAND * Math.min(1, rateOutHz / rateInHz);
    for (let phase = 0; phase <= PHASES; phase++) this.fillRow(phase, cutoff);
  }

  private fillRow(phase: number, cutoff: number): void {
    const row = this.table.subarray(phase * TAPS, (phase + 1) * TAPS);
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const distance = tap - (this.half - 1) - phase / PHASES;
      const weight = sinc(distance * cutoff) * kaiser(distance / this.half);
      row[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < TAPS; tap++) row[tap] = (row[tap] ?? 0) / sum;
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser window over −1..1. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
}

/** Modified Bessel function I₀ by its power series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
