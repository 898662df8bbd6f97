/** Latents that wander: what a kind of ground sounds like before it is chosen. Pure. */
import { type Latents, sized, tidied } from "./palette";
import { normals } from "./seeded";

/** Steps a second of everything that wanders. */
export const DRIFT_HZ = 2;
const KEPT = 0.8; // of each step in the next: about two seconds of memory
const CIRCLE_S = 8; // once around on raw axes
const BETWEEN_S = 2; // from one sound to the next

/** Makes the latents of one step after another; `step` counts from 0. */
export type Wander = (step: number) => Latents;

/** A random walk that stays where the model mostly is: the wandering of terrain under one's feet. */
export function drifting(latentSize: number, seed: number): Wander {
  const normal = normals(seed);
  let now: Latents = Array.from({ length: latentSize }, normal);
  return (step) => {
    if (step > 0) {
      now = now.map((value) => KEPT * value + Math.sqrt(1 - KEPT * KEPT) * normal());
    }
    return tidied(now);
  };
}

/** Once around a circle on the first two axes: what walking does to raw axes. */
export function circling(latentSize: number): Wander {
  return (step) => {
    const turn = (2 * Math.PI * step) / (CIRCLE_S * DRIFT_HZ);
    return tidied(sized([1.5 * Math.sin(turn), 1.5 * Math.cos(turn)], latentSize));
  };
}

/** From sound to sound, and around again. */
export function between(sounds: readonly Latents[], latentSize: number): Wander {
  const steps = BETWEEN_S * DRIFT_HZ;
  return (step) => {
    const from = sized(sounds[Math.floor(step / steps) % sounds.length] ?? [], latentSize);
    const to = sized(sounds[(Math.floor(step / steps) + 1) % sounds.length] ?? [], latentSize);
    const share = (step % steps) / steps;
    return tidied(from.map((value, axis) => value + share * ((to[axis] ?? 0) - value)));
  };
}
