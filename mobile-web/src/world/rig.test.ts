import { describe, expect, test } from "vitest";
import { Keys } from "./keys";
import { Rig } from "./rig";

const ORIGIN = { eastM: 0, northM: 0, upM: 0 };

/** Hold keys for `seconds` at 60 frames a second. */
function hold(rig: Rig, codes: readonly string[], seconds: number): void {
  const keys = new Keys();
  for (const code of codes) keys.press(code);
  for (let frame = 0; frame < seconds * 60; frame++) rig.step(keys.intent(), 1 / 60);
}

describe("walking", () => {
  test.each([
    ["KeyW", 0, 0, 1],
    ["KeyW", 90, 1, 0],
    ["ArrowUp", 180, 0, -1],
    ["KeyW", 270, -1, 0],
    ["KeyD", 0, 1, 0],
    ["KeyA", 0, -1, 0],
    ["KeyS", 0, 0, -1],
    ["KeyD", 90, 0, -1],
  ])("%s facing %i° goes east %i, north %i", (code, headingDeg, east, north) => {
    const rig = new Rig(ORIGIN, headingDeg);
    hold(rig, [code], 10);
    const { eastM, northM } = rig.point;
    expect(eastM / 14).toBeCloseTo(east, 1);
    expect(northM / 14).toBeCloseTo(north, 1);
  });

  test("is 1.4 m/s, diagonally too, and faster with Shift", () => {
    const rig = new Rig(ORIGIN, 0);
    hold(rig, ["KeyW", "KeyD"], 2);
    expect(rig.speedMps).toBeCloseTo(1.4, 2);
    hold(rig, ["KeyW", "ShiftLeft"], 2);
    expect(rig.speedMps).toBeCloseTo(5.6, 1);
  });

  test("stops soon after the key is let go, and then nothing changes", () => {
    const rig = new Rig(ORIGIN, 0);
    hold(rig, ["KeyW"], 1);
    hold(rig, [], 1);
    const { point } = rig;
    hold(rig, [], 1);
    expect(rig.point).toBe(point);
  });

  test("rises, sinks, and is carried by the ground", () => {
    const rig = new Rig(ORIGIN, 0);
    hold(rig, ["Space"], 2);
    expect(rig.point.upM).toBeGreaterThan(4);
    hold(rig, ["KeyC"], 20);
    expect(rig.point.upM).toBeCloseTo(0.3);
  });

  test("eyes start at a standing walker's height unless the walk says higher", () => {
    expect(new Rig(ORIGIN, 0).point.upM).toBe(1.6);
    expect(new Rig({ ...ORIGIN, upM: 12 }, 0).point.upM).toBe(12);
  });
});

describe("looking", () => {
  test("right is clockwise, through north", () => {
    const rig = new Rig(ORIGIN, 350);
    rig.look(20, 0);
    expect(rig.headingDeg).toBeCloseTo(10);
  });

  test("up ends short of the zenith", () => {
    const rig = new Rig(ORIGIN, 0);
    rig.look(0, 500);
    expect(rig.pitchDeg).toBe(85);
  });

  test("the arrow keys turn", () => {
    const rig = new Rig(ORIGIN, 0);
    hold(rig, ["ArrowRight"], 1);
    expect(rig.headingDeg).toBeCloseTo(75, 0);
  });
});

describe("keys", () => {
  test("opposites cancel, unknown ones are not ours", () => {
    const keys = new Keys();
    expect(keys.press("KeyW")).toBe(true);
    expect(keys.press("KeyS")).toBe(true);
    expect(keys.press("KeyX")).toBe(false);
    expect(keys.intent().forward).toBe(0);
  });

  test("a window that loses focus lets go of everything", () => {
    const keys = new Keys();
    keys.press("KeyW");
    keys.releaseAll();
    expect(keys.intent().forward).toBe(0);
  });
});
