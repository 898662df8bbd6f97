/** One axis played from end to end, and what it was heard to do. Pure. */
import { type Latents, sized, tidied } from "./palette";

export const SWEEP_S = 4;
const REACH = 2; // standard deviations either way
const LEAST_DB = 2; // a smaller change of level is hardly called louder
const LEAST_RATIO = 1.15; // of brightness: two and a half semitones

/** Latents at `share` 0..1 of the sweep of `axis` through `around`. */
export function sweepAt(around: Latents, axis: number, share: number, latentSize: number): Latents {
  const swept = Math.min(1, Math.max(0, share)) * 2 * REACH - REACH;
  const values = sized(around, latentSize).map((value, each) => (each === axis ? swept : value));
  return tidied(values);
}

/** One look at the sound during a sweep. */
export interface Heard {
  readonly share: number; // 0..1 of the sweep
  readonly levelDb: number;
  readonly brightnessHz: number;
}

/** What a sweep did from its low to its high end; `null`: nothing that counts. */
export interface SweepHints {
  readonly louderDb: number | null; // negative: quieter
  readonly brighterRatio: number | null; // below 1: darker
}

/** Compare the high end with the low end, by straight lines through all that was heard. */
export function hintsOf(heard: readonly Heard[]): SweepHints {
  const sounding = heard.filter(({ levelDb }) => levelDb > -70);
  if (sounding.length < 4) return { louderDb: null, brighterRatio: null };
  const shares = sounding.map(({ share }) => share);
  const louderDb = slope(
    shares,
    sounding.map(({ levelDb }) => levelDb),
  );
  const octaves = slope(
    shares,
    sounding.map(({ brightnessHz }) => Math.log2(Math.max(1, brightnessHz))),
  );
  return {
    louderDb: Math.abs(louderDb) < LEAST_DB ? null : louderDb,
    brighterRatio: Math.abs(octaves) < Math.log2(LEAST_RATIO) ? null : 2 ** octaves,
  };
}

/**
 * Level and brightness of one spectrum.
 *
 * @param spectrumDb - Of each bin from 0 Hz, dB, as an AnalyserNode gives it.
 * @param binHz - From bin to bin.
 */
export function heardIn(
  spectrumDb: ArrayLike<number>,
  binHz: number,
): Pick<Heard, "levelDb" | "brightnessHz"> {
  let [power, whole, weighted] = [0, 0, 0];
  for (let bin = 1; bin < spectrumDb.length; bin += 1) {
    const db = spectrumDb[bin] ?? Number.NEGATIVE_INFINITY;
    if (!(db > -110)) continue; // the floor of Opus and of silence
    const magnitude = 10 ** (db / 20);
    power += magnitude * magnitude;
    whole += magnitude;
    weighted += magnitude * bin * binHz;
  }
  return {
    levelDb: 10 * Math.log10(Math.max(power, 1e-12)),
    brightnessHz: whole === 0 ? 0 : weighted / whole,
  };
}

function slope(xs: readonly number[], ys: readonly number[]): number {
  const mean = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [top, bottom] = [0, 0];
  for (const [index, x] of xs.entries()) {
    top += (x - meanX) * ((ys[index] ?? meanY) - meanY);
    bottom += (x - meanX) ** 2;
  }
  return bottom === 0 ? 0 : top / bottom;
}
