/** Power spectra by a radix-2 Fourier transform; correlation by the same. */

/** In place; the length is a power of two. */
export function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  reorder(re, im);
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k += 1) {
      const angle = (-2 * Math.PI * k) / size;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < n; i += size) butterfly(re, im, i, i + half, c, s);
    }
  }
}

function butterfly(
  re: Float64Array,
  im: Float64Array,
  a: number,
  b: number,
  c: number,
  s: number,
): void {
  const [x, y] = [re[b] ?? 0, im[b] ?? 0];
  const [turnedX, turnedY] = [x * c - y * s, x * s + y * c];
  const [keptX, keptY] = [re[a] ?? 0, im[a] ?? 0];
  re[b] = keptX - turnedX;
  im[b] = keptY - turnedY;
  re[a] = keptX + turnedX;
  im[a] = keptY + turnedY;
}

function reorder(re: Float64Array, im: Float64Array): void {
  for (let i = 1, j = 0; i < re.length; i += 1) {
    let bit = re.length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] ?? 0, re[i] ?? 0];
      [im[i], im[j]] = [im[j] ?? 0, im[i] ?? 0];
    }
  }
}

/** Power of each bin up to half the rate of the `size` frames from `at`, under a Hann window. */
export function powerSpectrum(samples: Float32Array, at: number, size: number): Float64Array {
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let n = 0; n < size; n += 1) {
    re[n] = (samples[at + n] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
  }
  transform(re, im);
  return Float64Array.from({ length: size / 2 }, (_, k) => (re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2);
}

/**
 * How much of `pattern` is in `samples` where it fits best, 0..1.
 *
 * The largest sum of products over all shifts, divided by the norms of the pattern and of the samples
 * it lies on: 1 is the pattern alone, about 4 / √length is chance.
 */
export function likeness(samples: Float32Array, pattern: Float32Array): number {
  const size = 2 ** Math.ceil(Math.log2(samples.length + pattern.length));
  const products = correlation(samples, pattern, size);
  const patternNorm = Math.sqrt(pattern.reduce((sum, x) => sum + x * x, 0));
  let energy = 0;
  for (let i = 0; i < pattern.length; i += 1) energy += (samples[i] ?? 0) ** 2;
  let best = 0;
  for (let shift = 0; shift + pattern.length <= samples.length; shift += 1) {
    const norm = Math.sqrt(Math.max(0, energy)) * patternNorm;
    if (norm > 1e-9) best = Math.max(best, Math.abs(products[shift] ?? 0) / norm);
    energy += (samples[shift + pattern.length] ?? 0) ** 2 - (samples[shift] ?? 0) ** 2;
  }
  return best;
}

function correlation(a: Float32Array, b: Float32Array, size: number): Float64Array {
  const [aRe, aIm] = [padded(a, size), new Float64Array(size)];
  const [bRe, bIm] = [padded(b, size), new Float64Array(size)];
  transform(aRe, aIm);
  transform(bRe, bIm);
  for (let k = 0; k < size; k += 1) {
    const [ar, ai, br, bi] = [aRe[k] ?? 0, aIm[k] ?? 0, bRe[k] ?? 0, bIm[k] ?? 0];
    aRe[k] = ar * br + ai * bi; // a times the conjugate of b,
    aIm[k] = -(ai * br - ar * bi); // conjugated, so that the same transform goes back
  }
  transform(aRe, aIm);
  return aRe.map((x) => x / size);
}

function padded(samples: Float32Array, size: number): Float64Array {
  const wide = new Float64Array(size);
  wide.set(samples);
  return wide;
}
