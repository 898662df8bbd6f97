import { expect, test } from "vitest";
import { FirstStep } from "./first-step";

const at = (eastM: number, northM = 0) => ({ eastM, northM, upM: 0 });

test("the first position is where one starts, wherever it is", () => {
  expect(new FirstStep(2).take(at(30, 40))).toBe(false);
});

test("a step is taken at the stride, in any direction, and stays taken", () => {
  const step = new FirstStep(2);
  step.take(at(0));
  expect(step.take(at(1.4, -1.4))).toBe(false);
  expect(step.take(at(-1.5, 1.5))).toBe(true);
  expect(step.take(at(0))).toBe(true);
  expect(step.take(null)).toBe(true);
});

test("no position is no step", () => {
  const step = new FirstStep(2);
  expect(step.take(null)).toBe(false);
  expect(step.take(at(100))).toBe(false);
});
