/** The default walk, planted where the walker stands: four directions, four ways to sound. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../mobile-web/src/words/en";
import { launch, picture } from "./chromium";
import { note } from "./figures";
import {
  captureWhole,
  type HookState,
  type Sound,
  stateOf,
  until,
  untilIn,
  weightIn,
} from "./hooks";
import { changeDb, colourDb, levelDb, longestHoleS, part, peak, sharpestClick } from "./measure";
import { Walker } from "./walker";

const DIRECTIONS = { north: [0, 1], east: [1, 0], south: [0, -1], west: [-1, 0] } as const;
type Direction = keyof typeof DIRECTIONS;
const NEAR_M = 12; // by then the sound has clearly changed
const FAR_M = 25;
const RESTS_S = 1;
const RESTS_WITHIN_M = 0.25;
const WHOLE_S = 2;
const ONE_S = 1.9; // of the first of two: where they join there is a click
const CHANGED_DB = 1.5; // at least, at any moment; a render proves 3 dB of the ground itself
const SPOKEN_S = 9; // the sentence is over by then

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

test("nothing is planted before the walker says that the ground is open", async () => {
  const walker = await Walker.equip(browser);
  await walker.stand(500, 300);
  await walker.open("first-walk", "&lang=en");
  const { page } = walker;
  expect(await page.locator("[data-action=start]").textContent()).toBe(en.before.startPlanted);
  expect(await page.getByText("90 × 90 m").count()).toBe(1);
  const before = await stateOf(page);
  expect([before.phase, before.position]).toEqual(["ready", null]);
  await walker.start();
  const planted = await until(page, ({ position }) => position !== null);
  expect(awayM(planted, 0, 0)).toBeLessThan(1);
  await walker.leave();
});

interface Path {
  readonly centre: Sound;
  readonly near: Sound;
  readonly far: Sound;
}

async function walk(direction: Direction): Promise<Path> {
  const [east, north] = DIRECTIONS[direction];
  const walker = await Walker.equip(browser);
  const { page } = walker;
  await walker.stand(0, 0);
  await walker.face(0);
  await walker.open("first-walk");
  await walker.start();
  const begun = await until(page, ({ hasBegun, position }) => hasBegun && position !== null);
  await until(page, ({ contextTimeS }) => contextTimeS > begun.contextTimeS + SPOKEN_S);
  const centre = await twice(page);
  await walker.stroll(NEAR_M * east, NEAR_M * north);
  await restingAt(page, NEAR_M * east, NEAR_M * north);
  const near = await twice(page);
  await walker.stroll(FAR_M * east, FAR_M * north);
  await untilIn(page, direction);
  await until(page, (state) => awayM(state, FAR_M * east, FAR_M * north) < 3);
  const far = await twice(page);
  const state = await stateOf(page);
  await picture(page, `first-walk-${direction}`);
  expect(state.hasStepped).toBe(true);
  for (const other of Object.keys(DIRECTIONS)) {
    if (other !== direction) expect(weightIn(state, other)).toBeLessThan(0.1);
  }
  expect(walker.said).toEqual([]);
  await walker.leave();
  return { centre, near, far };
}

/** Two recordings of two seconds, end to end: grounds move, and one alone varies by some dB. */
async function twice(page: Page): Promise<Sound> {
  const [one, other] = [await captureWhole(page, WHOLE_S), await captureWhole(page, WHOLE_S)];
  return { ...one, left: joined(one.left, other.left), right: joined(one.right, other.right) };
}

function joined(one: Float32Array, other: Float32Array): Float32Array {
  const both = new Float32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** How far from there the server places the walker, who is planted on the ground's origin. */
function awayM({ position }: HookState, eastM: number, northM: number): number {
  if (position === null) return Number.POSITIVE_INFINITY;
  return Math.hypot(position.eastM - eastM, position.northM - northM);
}

/** Wait until the server has the walker stand there: one metre inside a ground it first passes by. */
async function restingAt(page: Page, eastM: number, northM: number): Promise<void> {
  let [rest, sinceS] = [{ eastM: Number.NaN, northM: Number.NaN }, 0];
  await until(page, (state) => {
    if (!(awayM(state, rest.eastM, rest.northM) < RESTS_WITHIN_M)) {
      [rest, sinceS] = [state.position ?? rest, state.contextTimeS];
    }
    return awayM(state, eastM, northM) < 2 && state.contextTimeS - sinceS > RESTS_S;
  });
}

const WALKS_MS = 600_000; // four walks of half a minute, on a machine that is robbed of its time

test("each direction has its own ground, which sounds unlike the middle and the others", {
  timeout: WALKS_MS,
}, async () => {
  const paths = new Map<Direction, Path>();
  const names = Object.keys(DIRECTIONS) as Direction[];
  // One after another: two walkers of two models and their pages are more than some two cores bear.
  for (const name of names) paths.set(name, await walk(name));
  for (const [name, { centre, near, far }] of paths) {
    note(`first walk, ${name}`, {
      level: levelDb(far),
      centreLevel: levelDb(centre),
      peak: peak(far),
      hole: longestHoleS(far),
      click: sharpestClick(part(far, 0, ONE_S)),
      nearFromCentre: changeDb(centre, near),
      farFromCentre: changeDb(centre, far),
      colourFromCentre: colourDb(centre, far),
      withItself: changeDb(part(far, 0, 1), part(far, 1, 1)),
    });
  }
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));
  for (const [a, b] of pairs) {
    const [one, other] = [paths.get(a)?.far as Sound, paths.get(b)?.far as Sound];
    const [change, colour] = [changeDb(one, other), colourDb(one, other)];
    note(`first walk, ${a} and ${b}`, { change, colour });
    expect(change, `${a} and ${b}`).toBeGreaterThan(CHANGED_DB);
  }
  for (const [name, { centre, near, far }] of paths) {
    expect(changeDb(centre, near), `${name} at ${NEAR_M} m`).toBeGreaterThan(CHANGED_DB);
    expect(changeDb(centre, far), `${name} at ${FAR_M} m`).toBeGreaterThan(3);
    expect(levelDb(far), name).toBeGreaterThan(-40);
    expect(levelDb(far), name).toBeLessThan(-10);
    expect(peak(far), name).toBeLessThan(1);
    expect(longestHoleS(part(far, 0, ONE_S)), name).toBeLessThan(0.02);
    expect(sharpestClick(part(far, 0, ONE_S)), name).toBeLessThan(20);
  }
});
