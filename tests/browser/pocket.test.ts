/** The pocket screen: a pocket's touches do nothing, a thumb's long hold wakes or stops. */
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, picture } from "./chromium";
import { stateOf, until } from "./hooks";
import { PHONE, Walker } from "./walker";

const WAKE_MS = 1200;
const STOP_MS = 3000;
const MIDDLE = { x: PHONE.width / 2, y: PHONE.height / 2 };

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

test("taps are swallowed, a short hold too; a hold of 1.2 s wakes, one of 3 s stops", async () => {
  const walker = await Walker.equip(browser, { options: { hasTouch: true, isMobile: true } });
  const { page, context } = walker;
  const touch = await context.newCDPSession(page);
  await walker.stand(0);
  await walker.open("first-walk", "&lang=en");
  await walker.start();
  await until(page, ({ hasBegun }) => hasBegun);
  const stop = await middleOf(page, "stop");
  await page.locator("[data-action=pocket]").tap();
  const screen = page.locator(".pocket");
  await screen.waitFor({ state: "visible" });
  await picture(page, "outdoor-pocket");

  for (const spot of [stop, MIDDLE, { x: 5, y: 5 }]) await page.touchscreen.tap(spot.x, spot.y);
  await hold(touch, stop, WAKE_MS / 3);
  expect(await screen.isVisible()).toBe(true);
  expect((await stateOf(page)).phase).toBe("walking");

  await press(touch, MIDDLE);
  await page.locator(".pocket[data-stage=waking]").waitFor();
  await picture(page, "outdoor-pocket-waking");
  await letGo(touch);
  await screen.waitFor({ state: "hidden" });
  expect((await stateOf(page)).phase).toBe("walking");

  await page.locator("[data-action=pocket]").tap();
  await screen.waitFor({ state: "visible" });
  const pressedMs = Date.now();
  await press(touch, MIDDLE);
  await until(page, ({ phase }) => phase === "stopped");
  expect(Date.now() - pressedMs).toBeGreaterThanOrEqual(STOP_MS - 100);
  await letGo(touch);
  await page.locator("[data-action=again]").waitFor();
  await picture(page, "outdoor-ended");
  expect(walker.said).toEqual([]);
  await walker.leave();
});

interface Spot {
  readonly x: number;
  readonly y: number;
}

async function middleOf(page: Page, action: string): Promise<Spot> {
  const box = await page.locator(`[data-action=${action}]`).boundingBox();
  if (box === null) throw new Error(`expected ${action} on the page`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function press(touch: CDPSession, spot: Spot): Promise<void> {
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [spot] });
}

async function letGo(touch: CDPSession): Promise<void> {
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

async function hold(touch: CDPSession, spot: Spot, ms: number): Promise<void> {
  await press(touch, spot);
  await new Promise((resolve) => setTimeout(resolve, ms));
  await letGo(touch);
}
