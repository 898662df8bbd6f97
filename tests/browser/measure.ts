/** Level and spectrum of captured sound. */
import type { Sound } from "./hooks";

const FRAME = 2048;
const EDGES_HZ = [60, 120, 200, 320, 500, 800, 1250, 2000, 3200, 5000, 8000, 12000];

/** RMS of both channels, dBFS; -200 for digital silence. */
export function levelDb(sound: Sound): number {
  const samples = [...sound.left, ...sound.right];
  const power = samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length);
  return 10 * Math.log10(Math.max(1e-20, power));
}

export function peak(sound: Sound): number {
  return [...sound.left, ...sound.right].reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

/** Mean power in the bands between EDGES_HZ, dB, by Goertzel sums at third-octave points. */
export function bandsDb(sound: Sound): number[] {
  const mono = sound.left.map((x, i) => (x + (sound.right[i] ?? 0)) / 2);
  return EDGES_HZ.map((hz) => 10 * Math.log10(bandPower(mono, hz, sound.rateHz) + 1e-12));
}

function bandPower(mono: number[], hz: number, rateHz: number): number {
  let power = 0;
  let frames = 0;
  for (let at = 0; at + FRAME <= mono.length; at += FRAME) {
    for (const shift of [0.9, 1, 1.1]) power += goertzel(mono, at, hz * shift, rateHz);
    frames += 3;
  }
  return power / Math.max(1, frames);
}

function goertzel(mono: number[], at: number, hz: number, rateHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / rateHz);
  let one = 0;
  let two = 0;
  for (let n = 0; n < FRAME; n += 1) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FRAME);
    const now = hann * (mono[at + n] ?? 0) + coefficient * one - two;
    two = one;
    one = now;
  }
  return (one * one + two * two - coefficient * one * two) / (FRAME * FRAME);
}

/** Mean difference of two band spectra, dB. */
export function changeDb(before: Sound, after: Sound): number {
  const [a, b] = [bandsDb(before), bandsDb(after)];
  return a.reduce((sum, x, i) => sum + Math.abs(x - (b[i] ?? x)), 0) / a.length;
}

/** Longest run of exact zeros, seconds: a hole in the stream. */
export function longestHoleS(sound: Sound): number {
  let longest = 0;
  let run = 0;
  for (const x of sound.left) {
    run = x === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest / sound.rateHz;
}
