/**
 * How a recording at a place is heard, and how one that goes round has no seam. Pure.
 *
 * The law is that of backend/latentwalk/audio/located.py: what is rendered is what was heard.
 */
import { toRadians } from "../domain/angle";
import type { Position } from "../domain/pose";
import type { Sample } from "../domain/walk";

const NEAR_M = 1; // within it a sound has no side
const SEAM_S = 0.05;

/** Gain, and side from −1 (left) to 1 (right). */
export interface Heard {
  readonly gain: number;
  readonly side: number;
}

type Place = Pick<Sample, "position" | "radiusM" | "gainDb">;

export function distanceM(sample: Pick<Sample, "position">, from: Position): number {
  const { eastM, northM, upM } = sample.position;
  return Math.hypot(eastM - from.eastM, northM - from.northM, upM - from.upM);
}

/** @param headingDeg - `null` hears it in the middle. */
export function heardAt(sample: Place, from: Position, headingDeg: number | null): Heard {
  const near = Math.max(0, 1 - (distanceM(sample, from) / sample.radiusM) ** 2) ** 2;
  return { gain: 10 ** (sample.gainDb / 20) * near, side: sideOf(sample, from, headingDeg) };
}

function sideOf({ position }: Place, from: Position, headingDeg: number | null): number {
  if (headingDeg === null) return 0;
  const [eastM, northM] = [position.eastM - from.eastM, position.northM - from.northM];
  const flatM = Math.hypot(eastM, northM);
  const bearing = Math.atan2(eastM, northM);
  return (Math.sin(bearing - toRadians(headingDeg)) * flatM) / Math.hypot(flatM, NEAR_M);
}

/** Lay a loop's end over its beginning, as loud as both, and leave it out at the end. */
export function seamless(sound: Float32Array, rateHz: number): Float32Array<ArrayBuffer> {
  const nSeam = Math.min(Math.round(SEAM_S * rateHz), Math.floor(sound.length / 4));
  const length = sound.length - nSeam;
  const looped = sound.slice(0, length);
  for (let i = 0; i < nSeam; i++) {
    const turn = ((i + 0.5) / nSeam) * (Math.PI / 2);
    const [begins, ends] = [sound[i] ?? 0, sound[length + i] ?? 0];
    looped[i] = Math.sin(turn) * begins + Math.cos(turn) * ends;
  }
  return looped;
}
