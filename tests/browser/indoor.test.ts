/** The virtual door: keys and a camera drive the same pipeline. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { complaints, DESKTOP, launch, picture } from "./chromium";
import { capture, stateOf, teleport, until, untilIn } from "./hooks";
import { changeDb, levelDb, longestHoleS } from "./measure";
import { type RunningServer, startServer } from "./server";

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  server = await startServer("two-places");
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test("two places of the virtual world sound different", async () => {
  const context = await browser.newContext({ viewport: DESKTOP, baseURL: server.url });
  const page = await context.newPage();
  const said = complaints(page);
  await page.goto("/?door=indoor&walk=two-places");
  await page.getByRole("button", { name: /start|enter/i }).click();
  await teleport(page, -30, 0);
  await untilIn(page, "west");
  await page.waitForTimeout(1000);
  const west = await capture(page, 2);
  await picture(page, "indoor-west");
  await teleport(page, 30, 0);
  await untilIn(page, "east");
  await page.waitForTimeout(1000);
  const east = await capture(page, 2);
  expect(levelDb(west)).toBeGreaterThan(-50);
  expect(levelDb(east)).toBeGreaterThan(-50);
  expect(changeDb(west, east)).toBeGreaterThan(2);
  expect(longestHoleS(east)).toBeLessThan(0.02);
  expect(said).toEqual([]);
  await context.close();
});

test("the keys walk, and the server follows", async () => {
  const context = await browser.newContext({ viewport: DESKTOP, baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/?door=indoor&walk=two-places");
  await page.getByRole("button", { name: /start|enter/i }).click();
  const before = (await until(page, ({ position }) => position !== null)).position;
  await page.keyboard.down("KeyW");
  await page.waitForTimeout(3000);
  await page.keyboard.up("KeyW");
  await page.waitForTimeout(500);
  const after = (await stateOf(page)).position;
  const eastM = (after?.eastM ?? 0) - (before?.eastM ?? 0);
  const northM = (after?.northM ?? 0) - (before?.northM ?? 0);
  expect(Math.hypot(eastM, northM)).toBeGreaterThan(1);
  await context.close();
});
