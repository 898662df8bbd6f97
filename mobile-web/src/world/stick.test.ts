import fc from "fast-check";
import { expect, test } from "vitest";
import { Keys } from "./keys";
import { Rig } from "./rig";
import { REACH_PIXELS, Stick } from "./stick";

test("pushing up walks ahead at full pace, half way at half", () => {
  const stick = new Stick();
  stick.press(1, 100, 500);
  stick.move(1, 100, 500 - REACH_PIXELS);
  expect(stick.lean).toEqual({ forward: 1, right: 0 });
  stick.move(1, 100, 500 - REACH_PIXELS / 2);
  expect(stick.lean.forward).toBeCloseTo(0.5);
});

test("however far the thumb goes, the pace is never more than full", () => {
  const pixel = fc.integer({ min: -2000, max: 2000 });
  fc.assert(
    fc.property(pixel, pixel, (x, y) => {
      const stick = new Stick();
      stick.press(1, 0, 0);
      stick.move(1, x, y);
      expect(Math.hypot(stick.lean.forward, stick.lean.right)).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test("letting go stands still; the other thumb neither steers nor stops", () => {
  const stick = new Stick();
  expect(stick.press(1, 0, 0)).toBe(true);
  expect(stick.press(2, 300, 0)).toBe(false);
  stick.move(1, 0, -40);
  expect(stick.move(2, 300, 90)).toBe(false);
  expect(stick.release(2)).toBe(false);
  expect(stick.lean.forward).toBeGreaterThan(0.5);
  expect(stick.release(1)).toBe(true);
  expect(stick.lean).toEqual({ forward: 0, right: 0 });
});

test("a resting thumb does not creep", () => {
  const stick = new Stick();
  stick.press(1, 50, 50);
  stick.move(1, 53, 48);
  expect(stick.lean).toEqual({ forward: 0, right: 0 });
});

test("the stick moves the walker where it leans", () => {
  const stick = new Stick();
  stick.press(1, 0, 0);
  stick.move(1, 0, -REACH_PIXELS / 2);
  const rig = new Rig({ eastM: 0, northM: 0, upM: 0 }, 90);
  const intent = { ...new Keys().intent(), ...stick.lean };
  for (let frame = 0; frame < 600; frame++) rig.step(intent, 1 / 60);
  expect(rig.point.eastM).toBeCloseTo(7, 0); // ten seconds at half of 1.4 m/s
  expect(rig.point.northM).toBeCloseTo(0);
});
