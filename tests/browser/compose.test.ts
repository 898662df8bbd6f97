/** The editor in a real Chromium on a real server: draw, keep, undo, plant, publish. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { faultsOf } from "./audit";
import { complaints, launch, picture } from "./chromium";
import { at, type Corner, draw, drop } from "./drawing";
import { DESKTOP } from "./walker";

const PATIENCE = { timeout: 20_000 }; // saving rests, and the machine may be busy
const SAVED = "[data-status=saved]";

interface Feature {
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: unknown };
}

let browser: Browser;
let page: Page;
let said: readonly string[];
let walk: string;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser.close());

beforeEach(async () => {
  const context = await browser.newContext({ viewport: DESKTOP, baseURL: inject("url") });
  page = await context.newPage();
  said = complaints(page);
});

afterEach(async () => {
  expect(said).toEqual([]);
  await page.context().close();
});

/** Begin a walk as a newcomer does, and wait for its ground; the walk's id. */
async function begun(): Promise<string> {
  await page.goto("/compose");
  await page.locator("[data-action=new-walk]").click();
  await page.getByLabel("Its name").fill("A test lawn");
  await page.locator("[data-action=begin]").click();
  await opened();
  return new URL(page.url()).searchParams.get("walk") ?? "";
}

/** Begin a walk beside the page. */
async function made(): Promise<string> {
  const data = { title: "A test lawn", frame: "local" };
  const response = await page.request.post("/api/drafts", { data });
  return ((await response.json()) as { id: string }).id;
}

/** The same, and open its ground. */
async function ready(): Promise<void> {
  walk = await made();
  await page.goto(`/compose?walk=${walk}`);
  await opened();
}

async function opened(): Promise<void> {
  await page.locator(".scale-label").waitFor();
  await page.locator(SAVED).waitFor();
}

/** Let the browser draw: it tells of a moving pointer once a frame only. */
function frame(): Promise<number> {
  return page.evaluate(() => new Promise<number>((drawn) => requestAnimationFrame(drawn)));
}

/** Draw the first zone with the polygon tool. */
async function drawZone(corners: readonly Corner[]): Promise<void> {
  await draw(page, "tool-polygon", corners);
  await page.locator("[data-feature=zone-1][aria-selected=true]").waitFor();
}

const SQUARE = [
  [-120, -120],
  [120, -120],
  [120, 120],
  [-120, 120],
] as const;

async function drafted(): Promise<Feature[]> {
  const response = await page.request.get(`/api/drafts/${walk}`);
  return ((await response.json()) as { document: { features: Feature[] } }).document.features;
}

/** The outline of the first feature, closed. */
async function outline(): Promise<number[][]> {
  const [feature] = await drafted();
  return (feature?.geometry.coordinates as number[][][] | undefined)?.[0] ?? [];
}

test("a polygon drawn and pulled with the mouse is a zone that sounds, and outlasts a reload", async () => {
  walk = await begun();
  await drawZone(SQUARE);
  await page.locator(SAVED).waitFor();
  const drawn = await outline();
  const [fromX, fromY] = await at(page, [120, 120]);
  const [toX, toY] = await at(page, [200, 160]);
  await page.mouse.move(fromX, fromY, { steps: 3 });
  await page.mouse.down();
  for (const part of [0.2, 0.6, 0.9, 1]) {
    await page.mouse.move(fromX + (toX - fromX) * part, fromY + (toY - fromY) * part);
    await frame();
  }
  await page.mouse.up();
  const pulled = drawn.map(([east = 0, north = 0], corner) =>
    corner === 2
      ? [expect.closeTo((east * 200) / 120, 0), expect.closeTo((north * 160) / 120, 0)]
      : [east, north],
  );
  await expect.poll(outline, PATIENCE).toEqual(pulled);
  await page.reload();
  await opened();
  await page.locator("[data-feature=zone-1]").waitFor();
  const [zone] = await drafted();
  expect(zone?.geometry.type).toBe("Polygon");
  expect(zone?.properties.sound).toMatchObject({ mapping: "terrain" });
});

test("a zone is moved with the keys, undone and done again", async () => {
  await ready();
  await drawZone(SQUARE);
  await page.locator(SAVED).waitFor();
  const before = await outline();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await page.locator(SAVED).waitFor();
  const moved = before.map(([east = 0, north = 0]) => [
    expect.closeTo(east + 1, 5),
    expect.closeTo(north + 1, 5),
  ]);
  await expect.poll(outline, PATIENCE).toEqual(moved);
  await page.keyboard.press("Control+z");
  await expect.poll(outline, PATIENCE).toEqual(before);
  await page.keyboard.press("Control+z");
  await expect.poll(drafted, PATIENCE).toEqual([]);
  await page.keyboard.press("Control+y");
  await expect.poll(outline, PATIENCE).toEqual(before);
});

test("a sound dropped in a zone is planted there and published with it", async () => {
  await ready();
  await drawZone(SQUARE);
  await drop(page, [30, -20], "Street, wet.wav");
  await page.locator("[data-feature=planted][aria-selected=true]").waitFor();
  await page.locator(SAVED).waitFor();
  const planted = (await drafted()).find(({ properties }) => properties.kind === "planted");
  expect(planted?.properties).toMatchObject({ zone: "zone-1", file: "Street-wet.wav" });
  await picture(page, "compose");
  await page.locator("[data-action=open-publish]").click();
  await page.locator("[data-action=publish]").click();
  await page.locator(".dialog .notice", { hasText: "Published" }).waitFor();
  await picture(page, "compose-published");
  const walks = await (await page.request.get("/api/walks")).json();
  expect(walks).toContainEqual(expect.objectContaining({ id: walk }));
  const file = await page.request.get(`/api/walks/${walk}/files/Street-wet.wav`);
  expect(file.status()).toBe(200);
});

test("on foot a hush is marked where one stands, with everything within reach of a thumb", async () => {
  walk = await made();
  const phone = await browser.newContext({
    viewport: { width: 360, height: 640 },
    baseURL: inject("url"),
    hasTouch: true,
    geolocation: { longitude: 5.448, latitude: 43.522, accuracy: 4 },
    permissions: ["geolocation"],
  });
  const screen = await phone.newPage();
  await screen.goto(`/compose?walk=${walk}&lang=en`);
  await screen.locator("[data-action=foot-listen]").tap();
  await screen.locator("[data-action=foot-hush]:enabled").tap();
  await screen.locator("[data-action=hush-steps]").tap();
  await expect.poll(drafted, PATIENCE).toEqual([
    {
      type: "Feature",
      properties: expect.objectContaining({ kind: "hush", hush: "steps", radius_m: 10 }),
      geometry: { type: "Point", coordinates: [0, 0] },
    },
  ]);
  expect(await faultsOf(screen, "en")).toEqual([]);
  await picture(screen, "compose-foot");
  await phone.close();
});
