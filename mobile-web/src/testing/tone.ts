/** Measuring tones in tests. */

/** Signal-to-error ratio of `samples` against the best-fitting sine of `hz`, dB. */
export function toneSnrDb(samples: Float32Array, hz: number, rateHz: number): number {
  let [ss, sc, cc, ys, yc, energy] = [0, 0, 0, 0, 0, 0];
  samples.forEach((y, i) => {
    const s = Math.sin((2 * Math.PI * hz * i) / rateHz);
    const c = Math.cos((2 * Math.PI * hz * i) / rateHz);
    ss += s * s;
    sc += s * c;
    cc += c * c;
    ys += y * s;
    yc += y * c;
    energy += y * y;
  });
  const det = ss * cc - sc * sc;
  const [a, b] = [(ys * cc - yc * sc) / det, (yc * ss - ys * sc) / det];
  const tone = a * ys + b * yc;
  return 10 * Math.log10(tone / Math.max(1e-30, energy - tone));
}

/** The best such ratio for any frequency within ± 0.5 % of `hz`: drift control bends pitch a little. */
export function nearToneSnrDb(samples: Float32Array, hz: number, rateHz: number): number {
  const ratios = Array.from({ length: 201 }, (_, i) => 1 + (i - 100) * 5e-5);
  return Math.max(...ratios.map((ratio) => toneSnrDb(samples, hz * ratio, rateHz)));
}

/** A sine of amplitude 0.5 from `start`, `n` frames. */
export function toneOf(hz: number, rateHz: number, n: number, start = 0): Float32Array {
  return Float32Array.from(
    { length: n },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * (start + i)) / rateHz),
  );
}
