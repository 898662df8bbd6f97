import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { turnDeg } from "../domain/angle";
import { headingOf, tiltDeg } from "./heading";

// α, β, γ, screen angle → heading, worked out from the rotation matrix by hand.
const TABLE: readonly (readonly [string, number, number, number, number, number])[] = [
  ["flat, top edge north", 0, 0, 0, 0, 0],
  ["flat, top edge west", 90, 0, 0, 0, 270],
  ["flat, top edge south", 180, 0, 0, 0, 180],
  ["flat, top edge east", 270, 0, 0, 0, 90],
  ["held at 45°, facing north", 0, 45, 0, 0, 0],
  ["upright, facing north", 0, 90, 0, 0, 0],
  ["upright, facing east", 270, 90, 0, 0, 90],
  ["a little past upright, facing north", 0, 100, 0, 0, 0],
  ["flat, landscape, right edge up: screen-up is west of the top edge", 0, 0, 0, 90, 90],
  ["flat, landscape the other way", 0, 0, 0, 270, 270],
  ["flat, upside down", 0, 0, 0, 180, 180],
];

describe("heading", () => {
  test.each(TABLE)("%s", (_, alphaDeg, betaDeg, gammaDeg, screenDeg, expected) => {
    const heading = headingOf({ alphaDeg, betaDeg, gammaDeg }, screenDeg);
    expect(Math.abs(turnDeg(expected, heading))).toBeLessThan(1e-6);
  });

  test("is 360 − α at zero roll, whatever the pitch from flat to beyond upright", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 359 }), fc.integer({ min: 0, max: 110 }), (a, b) => {
        const heading = headingOf({ alphaDeg: a, betaDeg: b, gammaDeg: 0 }, 0);
        expect(Math.abs(turnDeg(360 - a, heading))).toBeLessThan(1e-6);
      }),
    );
  });

  test("does not jump where beta passes upright and the angles flip", () => {
    // The same attitude written twice: (α, β, γ) and (α + 180, 180 − β, γ + 180).
    const near = headingOf({ alphaDeg: 40, betaDeg: 80, gammaDeg: 10 }, 0);
    const far = headingOf({ alphaDeg: 220, betaDeg: 100, gammaDeg: 190 }, 0);
    expect(Math.abs(turnDeg(near, far))).toBeLessThan(1e-6);
  });

  test("is always 0 ≤ x < 360", () => {
    const angle = fc.double({ min: -720, max: 720, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, angle, (alphaDeg, betaDeg, gammaDeg, screenDeg) => {
        const heading = headingOf({ alphaDeg, betaDeg, gammaDeg }, screenDeg);
        expect(heading).toBeGreaterThanOrEqual(0);
        expect(heading).toBeLessThan(360);
      }),
    );
  });
});

test("tilt is the angle between screen and table", () => {
  expect(tiltDeg({ alphaDeg: 17, betaDeg: 0, gammaDeg: 0 })).toBeCloseTo(0);
  expect(tiltDeg({ alphaDeg: 17, betaDeg: 90, gammaDeg: 0 })).toBeCloseTo(90);
  expect(tiltDeg({ alphaDeg: 17, betaDeg: 30, gammaDeg: 0 })).toBeCloseTo(30);
});
