import { expect, test } from "vitest";
import { Drift } from "./drift";

const QUANTUM_S = 128 / 48_000;

function settled(fillS: number, targetS: number): number {
  const drift = new Drift();
  let ratio = 1;
  for (let t = 0; t < 30; t += QUANTUM_S) ratio = drift.ratio(fillS, targetS, QUANTUM_S);
  return ratio;
}

test("at the target nothing is bent", () => {
  expect(settled(0.06, 0.06)).toBe(1);
});

test("near the target pitch bends by at most 0.3 %", () => {
  expect(settled(0.15, 0.06)).toBeCloseTo(1.003, 6);
  expect(settled(0, 0.09)).toBeCloseTo(0.997, 6);
});

test("far from it by at most 1 %", () => {
  expect(settled(0.45, 0.06)).toBeCloseTo(1.01, 6);
});

test("the sawtooth of packets does not wobble the pitch", () => {
  const drift = new Drift();
  const ratios: number[] = [];
  for (let i = 0; i < 10_000; i++) {
    ratios.push(drift.ratio(0.06 + ((i * QUANTUM_S) % 0.02) - 0.01, 0.06, QUANTUM_S));
  }
  const late = ratios.slice(5000);
  expect(Math.max(...late) - Math.min(...late)).toBeLessThan(1e-5);
});
