/** One axis played from end to end, and what it was heard to do. Pure. */
import { type Latents, sized, tidied } from "./palette";

export const SWEEP_S = 4;
const REACH = 2; // standard deviations either way
const SILENT_DB = -75;
const LEAST_LOOKS = 3; // at either end
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

/** Compare the last third of what was heard with the first; silence has no brightness. */
export function hintsOf(heard: readonly Heard[]): SweepHints {
  const low = heard.filter(({ share }) => share <= 1 / 3);
  const high = heard.filter(({ share }) => share >= 2 / 3);
  const louderDb = differenceOf(low, high, ({ levelDb }) => Math.max(SILENT_DB, levelDb));
  const octaves = differenceOf(
    low.filter(isSounding),
    high.filter(isSounding),
    ({ brightnessHz }) => Math.log2(Math.max(1, brightnessHz)),
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

function isSounding({ levelDb }: Heard): boolean {
  return levelDb > SILENT_DB;
}

/** From the median of some to the median of others; 0 where too little was heard. */
function differenceOf(
  low: readonly Heard[],
  high: readonly Heard[],
  measure: (heard: Heard) => number,
): number {
  if (Math.min(low.length, high.length) < LEAST_LOOKS) return 0;
  return median(high.map(measure)) - median(low.map(measure));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
