/** A phone outdoors: one tap, a fake microphone, an overridden position that walks. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { complaints, launch, PHONE, picture } from "./chromium";
import { capture, stateOf, until, untilIn } from "./hooks";
import { changeDb, levelDb, longestHoleS, peak } from "./measure";
import { type RunningServer, startServer } from "./server";

const ORIGIN = { longitude: 5.448, latitude: 43.522 };
const METRES_PER_DEGREE = 111_320 * Math.cos((ORIGIN.latitude * Math.PI) / 180);
const STRIDE_M = 4;

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

async function stand(context: BrowserContext, eastM: number): Promise<void> {
  const longitude = ORIGIN.longitude + eastM / METRES_PER_DEGREE;
  await context.setGeolocation({ longitude, latitude: ORIGIN.latitude, accuracy: 4 });
}

async function stroll(context: BrowserContext, page: Page, fromM: number, toM: number) {
  const strides = Math.ceil(Math.abs(toM - fromM) / STRIDE_M);
  for (let stride = 1; stride <= strides; stride += 1) {
    await stand(context, fromM + ((toM - fromM) * stride) / strides);
    await page.waitForTimeout(1000); // a receiver fixes once a second
  }
}

async function open(eastM: number): Promise<[BrowserContext, Page, string[]]> {
  const context = await browser.newContext({
    viewport: PHONE,
    permissions: ["geolocation", "microphone"],
    baseURL: server.url,
  });
  await stand(context, eastM);
  const page = await context.newPage();
  return [context, page, complaints(page)];
}

test("a walk from one zone into another is heard to change", async () => {
  const [context, page, said] = await open(-30);
  await page.goto("/?door=outdoor&walk=two-places");
  await picture(page, "outdoor-before");
  await page.getByRole("button", { name: /start/i }).click();
  await untilIn(page, "west");
  await page.waitForTimeout(1500);
  const west = await capture(page, 2);
  await picture(page, "outdoor-west");
  await stroll(context, page, -30, 30);
  await untilIn(page, "east");
  await page.waitForTimeout(1500);
  const east = await capture(page, 2);
  await picture(page, "outdoor-east");
  const state = await stateOf(page);

  expect(levelDb(west)).toBeGreaterThan(-50);
  expect(levelDb(east)).toBeGreaterThan(-50);
  expect(Math.max(peak(west), peak(east))).toBeLessThanOrEqual(1);
  expect(changeDb(west, east)).toBeGreaterThan(2);
  expect(longestHoleS(east)).toBeLessThan(0.02);
  expect(state.micLevelDb).not.toBeNull();
  expect(said).toEqual([]);
  await context.close();
});

test("a reloaded page resumes the walk and sounds again within three seconds", async () => {
  const [context, page] = await open(-30);
  await page.goto("/?door=outdoor&walk=two-places");
  await page.getByRole("button", { name: /start/i }).click();
  await untilIn(page, "west");
  await page.reload();
  const began = Date.now();
  await page.getByRole("button", { name: /start|resume|continue/i }).click();
  await untilIn(page, "west");
  const sound = await capture(page, 0.5);
  expect(Date.now() - began).toBeLessThan(3500); // half a second of it is the capture itself
  expect(levelDb(sound)).toBeGreaterThan(-50);
  await context.close();
});

test("with everything refused the walk starts, says what is missing, and asks for nothing more", async () => {
  const bare = await launch(false);
  const context = await bare.newContext({ viewport: PHONE, baseURL: server.url });
  const page = await context.newPage();
  const said = complaints(page);
  await page.goto("/?door=outdoor&walk=two-places");
  await page.getByRole("button", { name: /start/i }).click();
  const state = await until(page, ({ connection }) => connection === "open");
  await picture(page, "outdoor-refused");
  expect(state.micState).not.toBe("granted");
  expect(state.position).toBeNull();
  expect(said).toEqual([]);
  await bare.close();
});
