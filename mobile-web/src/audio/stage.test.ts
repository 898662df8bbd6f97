import { describe, expect, test } from "vitest";
import { Stage } from "./stage";

/** Ears' gains for a sound in one speaker of a ±30° stage, once the glide is over. */
function earsOf(speaker: "left" | "right", headingDeg: number): readonly [number, number] {
  const stage = new Stage();
  stage.face(headingDeg, -30, 30);
  const left = new Float32Array(4800).fill(speaker === "left" ? 1 : 0);
  const right = new Float32Array(4800).fill(speaker === "right" ? 1 : 0);
  stage.rotate(left, right);
  return [left[4799] as number, right[4799] as number];
}

describe("the stage", () => {
  test("passes the bed as it is without a heading", () => {
    expect(earsOf("left", Number.NaN)).toEqual([1, 0]);
    expect(earsOf("right", Number.NaN)).toEqual([0, 1]);
  });

  test("a speaker straight ahead sounds alike in both ears", () => {
    const [left, right] = earsOf("right", 30);
    expect(left).toBeCloseTo(right, 5);
  });

  test("facing east, a stage in the north is on the left", () => {
    const [left, right] = earsOf("left", 90);
    expect(left).toBeGreaterThan(3 * right);
  });

  test("facing west, it is on the right", () => {
    const [left, right] = earsOf("right", 270);
    expect(right).toBeGreaterThan(3 * left);
  });

  test("facing south, left and right have changed sides", () => {
    const [left, right] = earsOf("left", 180);
    expect(right).toBeGreaterThan(left);
  });

  test.each([0, 45, 90, 135, 180, 270])(
    "alike channels keep their energy within 1.5 dB facing %i°",
    (h) => {
      const stage = new Stage();
      stage.face(h, -30, 30);
      const [left, right] = [new Float32Array(4800).fill(1), new Float32Array(4800).fill(1)];
      stage.rotate(left, right);
      const energy = ((left[4799] as number) ** 2 + (right[4799] as number) ** 2) / 2;
      expect(Math.abs(10 * Math.log10(energy))).toBeLessThan(1.51);
    },
  );

  test("a turn is over within 20 ms and has no step", () => {
    const stage = new Stage();
    stage.face(0, -30, 30);
    stage.rotate(new Float32Array(4800), new Float32Array(4800));
    stage.face(90, -30, 30);
    const [left, right] = [new Float32Array(960).fill(1), new Float32Array(960).fill(0)];
    stage.rotate(left, right);
    expect(left[959]).toBeCloseTo(earsOf("left", 90)[0], 3);
    const steps = left.map((value, i) => Math.abs(value - (left[i - 1] ?? value)));
    expect(Math.max(...steps)).toBeLessThan(0.02);
  });
});
