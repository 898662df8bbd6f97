/** Level, colour and flaws of captured sound. */
import type { Sound } from "./hooks";
import { powerSpectrum } from "./spectrum";

const FRAME = 2048; // 43 ms
const MELS = 40;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 14_000; // Opus at our rate keeps little above
const FLOOR_DB = -80; // of one band: what is quieter is nothing, not a difference
const CLICK_FRAMES = 480; // 10 ms around a click

/** RMS of both channels from `fromS` for `lengthS`, dBFS; -200 for digital silence. */
export function levelDb(sound: Sound, fromS = 0, lengthS = Number.POSITIVE_INFINITY): number {
  return (
    decibels(power(part(sound, fromS, lengthS).left) + power(part(sound, fromS, lengthS).right)) -
    3.01
  );
}

/** Left above right, dB. */
export function balanceDb(sound: Sound, fromS = 0, lengthS = Number.POSITIVE_INFINITY): number {
  const { left, right } = part(sound, fromS, lengthS);
  return decibels(power(left)) - decibels(power(right));
}

export function peak(sound: Sound): number {
  const highest = (samples: Float32Array) =>
    samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.max(highest(sound.left), highest(sound.right));
}

export function part({ rateHz, left, right }: Sound, fromS: number, lengthS: number): Sound {
  const [from, to] = [Math.round(fromS * rateHz), Math.round((fromS + lengthS) * rateHz)];
  return { rateHz, left: left.subarray(from, to), right: right.subarray(from, to) };
}

function power(samples: Float32Array): number {
  return samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length);
}

function decibels(power: number): number {
  return 10 * Math.log10(Math.max(1e-20, power));
}

const known = new WeakMap<Sound, number[]>(); // one sound is compared with many

/** Mean log power of each mel band over time, both channels, dB. */
export function melDb(sound: Sound): number[] {
  const mel = known.get(sound) ?? computeMelDb(sound);
  known.set(sound, mel);
  return mel;
}

function computeMelDb({ rateHz, left, right }: Sound): number[] {
  const edges = melEdges(rateHz);
  const sums = new Array<number>(MELS).fill(0);
  let frames = 0;
  for (let at = 0; at + FRAME <= left.length; at += FRAME / 2) {
    const [l, r] = [powerSpectrum(left, at, FRAME), powerSpectrum(right, at, FRAME)];
    for (let band = 0; band < MELS; band += 1) {
      const [from, to] = [edges[band] ?? 0, edges[band + 1] ?? 0];
      let sum = 0;
      for (let k = from; k < to; k += 1) sum += (l[k] ?? 0) + (r[k] ?? 0);
      // A full-scale sine gives about 0 dB.
      sums[band] = (sums[band] ?? 0) + Math.max(FLOOR_DB, decibels((sum * 16) / (FRAME * FRAME)));
    }
    frames += 1;
  }
  return sums.map((sum) => sum / Math.max(1, frames));
}

/** First bins of the bands, each at least one bin wide. */
function melEdges(rateHz: number): number[] {
  const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const [low, high] = [mel(LOWEST_HZ), mel(HIGHEST_HZ)];
  let last = 0;
  return Array.from({ length: MELS + 1 }, (_, i) => {
    const hz = 700 * (10 ** ((low + ((high - low) * i) / MELS) / 2595) - 1);
    last = Math.max(last + 1, Math.round((hz * FRAME) / rateHz));
    return last;
  });
}

/** Mean difference of two log-mel spectra, dB. */
export function changeDb(before: Sound, after: Sound): number {
  const [a, b] = [melDb(before), melDb(after)];
  return a.reduce((sum, x, i) => sum + Math.abs(x - (b[i] ?? x)), 0) / a.length;
}

/** The same with the difference in level taken out: what remains is colour. */
export function colourDb(before: Sound, after: Sound): number {
  const [a, b] = [melDb(before), melDb(after)];
  const louder = a.reduce((sum, x, i) => sum + x - (b[i] ?? x), 0) / a.length;
  return a.reduce((sum, x, i) => sum + Math.abs(x - (b[i] ?? x) - louder), 0) / a.length;
}

/** Longest stretch in which neither ear hears anything, seconds: a hole in the stream. */
export function longestHoleS({ left, right, rateHz }: Sound): number {
  let [longest, run] = [0, 0];
  for (let i = 0; i < left.length; i += 1) {
    run = Math.abs(left[i] ?? 0) + Math.abs(right[i] ?? 0) < 1e-6 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest / rateHz;
}

/**
 * The sharpest bend of either channel above the usual bend around it: a click is a bend from nowhere.
 *
 * The second difference against its root mean square within 10 ms, the bend itself left out; noise
 * reaches about 6.
 */
export function sharpestClick({ left, right }: Sound): number {
  return Math.max(sharpest(left), sharpest(right));
}

function sharpest(samples: Float32Array): number {
  // From the third frame on: what came before a recording is not known, and it may begin on a slope.
  const bend = samples.subarray(2).map((x, i) => x - 2 * (samples[i + 1] ?? x) + (samples[i] ?? x));
  let most = 0;
  for (let at = 0; at + CLICK_FRAMES <= bend.length; at += CLICK_FRAMES / 2) {
    const around = bend.subarray(at, at + CLICK_FRAMES);
    const highest = around.reduce((high, x) => Math.max(high, Math.abs(x)), 0);
    const rest = around.filter((x) => Math.abs(x) < highest / 2); // a click bends three frames
    const usual = Math.sqrt(power(rest)) + 1e-5; // below -100 dBFS nothing is heard
    most = Math.max(most, highest / usual);
  }
  return most;
}

/** Frame of the first sound, seconds into the recording; `null` where there is none. */
export function onsetS({ left, right, rateHz }: Sound): number | null {
  const frame = left.findIndex((x, i) => Math.abs(x) + Math.abs(right[i] ?? 0) > 1e-7);
  return frame < 0 ? null : frame / rateHz;
}
