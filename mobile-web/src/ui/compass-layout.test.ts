import { expect, test } from "vitest";
import type { Zone } from "../domain/walk";
import { tintsOf } from "./compass-layout";

const zone = (id: string, eastM: number, northM: number, radiusM = 20): Zone => ({
  id,
  title: id,
  colour: "#123456",
  fadeM: 5,
  shape: { kind: "circle", eastM, northM, radiusM },
});

test("west lies left, north lies up, whatever the walk's scale", () => {
  for (const metres of [3, 30, 3000]) {
    const tints = tintsOf({
      zones: [zone("west", -metres, 0), zone("north", 0, metres)],
      landmarks: [
        { title: "", position: { eastM: 0, northM: 0, upM: 1 }, radiiM: [1, 1, 1], colour: "#fff" },
      ],
    });
    expect(tints[0]?.x).toBeCloseTo(-0.62);
    expect(tints[0]?.y).toBeCloseTo(0);
    expect(tints[1]?.y).toBeCloseTo(-0.62);
  }
});

test("without a landmark they lie around their own middle", () => {
  const tints = tintsOf({ zones: [zone("a", 100, 50), zone("b", 160, 50)], landmarks: [] });
  expect(tints.map(({ x }) => x)).toEqual([-0.62, 0.62]);
});

test("a tint is neither a dot nor larger than its disc", () => {
  const tints = tintsOf({
    zones: [zone("dot", 900, 0, 1), zone("sea", -20, 0, 900)],
    landmarks: [],
  });
  for (const { x, y, radius } of tints) {
    expect(radius).toBeGreaterThanOrEqual(0.34);
    expect(Math.hypot(x, y) + radius).toBeLessThan(1.25);
  }
});

test("a walk without zones keeps the four directions", () => {
  const tints = tintsOf({ zones: [], landmarks: [] });
  expect(tints.map(({ id }) => id).sort()).toEqual(["east", "north", "south", "west"]);
});
