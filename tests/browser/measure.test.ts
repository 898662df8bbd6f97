/** The rulers themselves: each must see the flaw it is there for. */
import { expect, test } from "vitest";
import type { Sound } from "./hooks";
import {
  balanceDb,
  changeDb,
  colourDb,
  levelDb,
  longestHoleS,
  melDb,
  onsetS,
  part,
  sharpestClick,
} from "./measure";
import { likeness } from "./spectrum";

const RATE_HZ = 48_000;

/** Noise of one second, the same each time; `soft` dims what is high. */
function noise(seed: number, gain = 0.1, soft = 0): Sound {
  let state = seed;
  const channel = () => {
    let last = 0;
    return Float32Array.from({ length: RATE_HZ }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      last = soft * last + (1 - soft) * (state / 2 ** 31 - 1);
      return gain * last;
    });
  };
  return { rateHz: RATE_HZ, left: channel(), right: channel() };
}

function sine(hz: number): Sound {
  const wave = Float32Array.from({ length: RATE_HZ }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / RATE_HZ),
  );
  return { rateHz: RATE_HZ, left: wave, right: wave.slice() };
}

test("a full-scale sine stands at -3 dB and in its own mel band", () => {
  expect(levelDb(sine(1000))).toBeCloseTo(-3.01, 1);
  const bands = melDb(sine(1000));
  expect(Math.max(...bands)).toBeGreaterThan(-5);
  expect(bands.filter((db) => db > -30).length).toBeLessThan(5);
});

test("half the level is 6 dB of change and no change of colour", () => {
  const [loud, soft] = [noise(1), noise(1, 0.05)];
  expect(changeDb(loud, soft)).toBeCloseTo(6, 0);
  expect(colourDb(loud, soft)).toBeLessThan(0.3);
});

test("the same noise with another seed is near, dull noise is far", () => {
  expect(changeDb(noise(1), noise(2))).toBeLessThan(1);
  expect(colourDb(noise(1), noise(2, 0.1, 0.9))).toBeGreaterThan(4);
});

test("one ear alone is heard on its side", () => {
  const sound = noise(3);
  sound.right.forEach((x, i) => {
    sound.right[i] = x / 10;
  });
  expect(balanceDb(sound)).toBeCloseTo(20, 0);
});

test("a hole of 30 ms is found, and so is the onset after silence", () => {
  const sound = noise(4);
  sound.left.fill(0, 9600, 9600 + 1440);
  expect(longestHoleS(sound)).toBeLessThan(0.001);
  sound.right.fill(0, 9600, 9600 + 1440);
  expect(longestHoleS(sound)).toBeCloseTo(0.03, 3);
  sound.left.fill(0, 0, 24_000);
  sound.right.fill(0, 0, 24_000);
  expect(onsetS(sound)).toBeCloseTo(0.5, 3);
});

test("a step of a twentieth of full scale clicks; dull noise alone does not", () => {
  const sound = noise(5, 0.075, 0.95);
  expect(sharpestClick(sound)).toBeLessThan(10);
  for (let i = 24_000; i < RATE_HZ; i += 1) sound.left[i] = (sound.left[i] ?? 0) + 0.05;
  expect(sharpestClick(sound)).toBeGreaterThan(10);
});

test("sound that is cut out on a slope does not click at its edges; a step within it does", () => {
  const sound = sine(180); // begins where it is steepest
  expect(sharpestClick(sound)).toBeLessThan(5);
  expect(sharpestClick(part(sound, 0.2, 0.5))).toBeLessThan(5);
  for (let i = 24_000; i < RATE_HZ; i += 1) sound.left[i] = (sound.left[i] ?? 0) + 0.05;
  expect(sharpestClick(sound)).toBeGreaterThan(50);
});

test("a pattern is found under noise as loud as itself, and not where it is absent", () => {
  const pattern = noise(6).left.slice(0, 20_000);
  const sound = noise(7).left;
  expect(likeness(sound, pattern)).toBeLessThan(0.1);
  const mixed = sound.map((x, i) => x + (pattern[i - 9000] ?? 0));
  expect(likeness(mixed, pattern)).toBeGreaterThan(0.5);
});
