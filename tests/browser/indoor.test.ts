/** The virtual door: keys, mouse, thumbs and a camera drive the same pipeline. */
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { complaints, launch, picture } from "./chromium";
import { untilHeard } from "./ears";
import { captureWhole, type HookState, stateOf, teleport, until, untilIn } from "./hooks";
import { changeDb, longestHoleS } from "./measure";
import { DESKTOP, PHONE } from "./walker";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

async function enter(options: BrowserContextOptions): Promise<[Page, string[]]> {
  const context = await browser.newContext({ baseURL: inject("url"), ...options });
  const page = await context.newPage();
  const said = complaints(page);
  await page.goto("/?door=indoor&walk=two-places&lang=en");
  await page.locator("[data-action=enter]").click();
  await until(page, ({ position }) => position !== null);
  return [page, said];
}

test("two places of the virtual world sound different", async () => {
  const [page, said] = await enter({ viewport: DESKTOP });
  await teleport(page, -30, 0);
  await untilIn(page, "west");
  await untilHeard(page);
  const west = await captureWhole(page, 2);
  await picture(page, "indoor-west");
  await teleport(page, 30, 0);
  await untilIn(page, "east");
  await untilHeard(page);
  const east = await captureWhole(page, 2);
  expect(changeDb(west, east)).toBeGreaterThan(2);
  expect(longestHoleS(east)).toBeLessThan(0.02);
  expect(said).toEqual([]);
  await page.context().close();
});

test("the keys walk, and the server follows", async () => {
  const [page, said] = await enter({ viewport: DESKTOP });
  const { position: before } = await stateOf(page);
  await page.keyboard.down("KeyW");
  await until(page, (state) => movedM(before, state) > 1);
  await page.keyboard.up("KeyW");
  expect((await stateOf(page)).hasStepped).toBe(true);
  expect(said).toEqual([]);
  await page.context().close();
});

test("a left thumb walks, a right thumb looks, both at once", async () => {
  const [page, said] = await enter({ viewport: PHONE, hasTouch: true, isMobile: true });
  const touch = await page.context().newCDPSession(page);
  const before = await stateOf(page);
  const [left, right] = [
    { x: 90, y: 500, id: 1 },
    { x: 300, y: 400, id: 2 },
  ];
  await move(touch, "touchStart", [left]);
  await move(touch, "touchMove", [{ ...left, y: left.y - 60 }]);
  await until(page, (state) => movedM(before.position, state) > 1);
  await picture(page, "indoor-stick");
  const straight = await stateOf(page);
  expect(straight.headingDeg).toBe(before.headingDeg);

  await move(touch, "touchStart", [{ ...left, y: left.y - 60 }, right]);
  for (let x = right.x; x >= 240; x -= 10) {
    await move(touch, "touchMove", [
      { ...left, y: left.y - 60 },
      { ...right, x },
    ]);
  }
  await until(page, (state) => movedM(straight.position, state) > 1);
  await move(touch, "touchEnd", []);
  const after = await until(page, ({ headingDeg }) => headingDeg !== before.headingDeg);
  const turnedDeg = (((after.headingDeg ?? 0) - (before.headingDeg ?? 0) + 540) % 360) - 180;
  expect(turnedDeg).toBeGreaterThan(10); // the dragged world follows the thumb to the left
  expect(said).toEqual([]);
  await page.context().close();
});

function movedM(before: HookState["position"], { position }: HookState): number {
  const eastM = (position?.eastM ?? 0) - (before?.eastM ?? 0);
  return Math.hypot(eastM, (position?.northM ?? 0) - (before?.northM ?? 0));
}

interface Thumb {
  readonly x: number;
  readonly y: number;
  readonly id: number;
}

async function move(
  touch: CDPSession,
  type: "touchStart" | "touchMove" | "touchEnd",
  touchPoints: Thumb[],
): Promise<void> {
  await touch.send("Input.dispatchTouchEvent", { type, touchPoints });
}
