/** The head turns, the ground stays: what was left is right when one faces the other way. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch } from "./chromium";
import { note } from "./figures";
import { capture, stateOf, until, untilIn } from "./hooks";
import { balanceDb, levelDb, onsetS } from "./measure";
import { Walker } from "./walker";

const SIDE_DB = 4; // a ground beside one is at least so much louder on its side

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

test("facing the other way swaps the sides at once, without the server", async () => {
  const walker = await Walker.equip(browser);
  const { page } = walker;
  await walker.stand(0, 0);
  await walker.face(0);
  await walker.open("first-walk");
  await walker.start();
  await until(page, ({ position, hasBegun }) => position !== null && hasBegun);
  await walker.stroll(-25, 0);
  await untilIn(page, "west"); // its voices stand at the left of who looks north
  await until(page, ({ headingDeg }) => headingDeg !== null && Math.abs(headingDeg) < 2);
  const north = await capture(page, 2);

  const recording = capture(page, 3);
  const { contextTimeS: fromS } = await stateOf(page);
  await until(page, ({ contextTimeS }) => contextTimeS > fromS + 1);
  await walker.face(180);
  const { contextTimeS: turnedS } = await stateOf(page);
  const turning = await recording;
  const south = await capture(page, 2);
  const [before, after] = [balanceDb(north), balanceDb(south)];
  const swappedS = swapOf(turning) - (turnedS - fromS);
  note("turning", { north: before, south: after, swappedAfterS: swappedS, level: levelDb(south) });
  expect(onsetS(turning)).toBe(0);
  expect(before).toBeGreaterThan(SIDE_DB);
  expect(after).toBeLessThan(-SIDE_DB);
  expect(swappedS).toBeLessThan(0.15);
  expect(walker.said).toEqual([]);
  await walker.leave();
});

/** When the right side becomes and stays the louder, seconds into the recording. */
function swapOf(sound: Parameters<typeof balanceDb>[0]): number {
  const stepS = 0.02;
  const steps = Math.floor(sound.left.length / sound.rateHz / stepS);
  for (let step = steps - 1; step >= 0; step -= 1) {
    if (balanceDb(sound, step * stepS, stepS * 2) > 0) return (step + 1) * stepS;
  }
  return 0;
}
