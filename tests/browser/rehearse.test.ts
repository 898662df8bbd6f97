/** Rehearsing at a desk: the walker is dragged, walked by keys, led by a track, and errs as phones do. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { faultsOf } from "./audit";
import { complaints, launch, picture } from "./chromium";
import { untilHeard } from "./ears";
import { capture, stateOf, until, untilIn } from "./hooks";
import { changeDb } from "./measure";
import { DESKTOP } from "./walker";

const ORIGIN = { lon: 5.448, lat: 43.522 };
const METRES_PER_LATITUDE = 111_104; // at the origin
const METRES_PER_LONGITUDE = 80_850;

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

type Spot = readonly [number, number];

/** Open the page; `two-places` has a disc in the west and another in the east, 30 m from its middle. */
async function open(language = "en"): Promise<[Page, string[]]> {
  const context = await browser.newContext({ baseURL: inject("url"), viewport: DESKTOP });
  const page = await context.newPage();
  const said = complaints(page);
  await page.goto(`/rehearse?walk=two-places&lang=${language}`);
  await page.locator("[data-action=listen]").waitFor();
  return [page, said];
}

async function listen(page: Page): Promise<void> {
  await tap(page, "listen");
  await until(page, ({ phase, position }) => phase === "walking" && position !== null);
}

async function tap(page: Page, action: string): Promise<void> {
  await page.locator(`[data-action=${action}]`).click();
}

/** Where the map draws something, in pixels of the page; `null` where it does not. */
async function spotOf(
  page: Page,
  what: "walker" | "fix" | "heard" | "origin",
): Promise<Spot | null> {
  const map = page.locator("canvas.map");
  const box = await map.boundingBox();
  const told = (await map.getAttribute(`data-${what}`)) ?? "";
  const [x, y] = told.split(" ").map(Number);
  if (box === null || told === "" || x === undefined || y === undefined) return null;
  return [box.x + x, box.y + y];
}

/** Where the map draws a place of the ground. */
async function spotAt(page: Page, eastM: number, northM: number): Promise<Spot> {
  const origin = await expect
    .poll(() => spotOf(page, "origin"))
    .not.toBeNull()
    .then(() => spotOf(page, "origin"));
  const scale = Number(await page.locator("canvas.map").getAttribute("data-scale"));
  return [(origin?.[0] ?? 0) + eastM * scale, (origin?.[1] ?? 0) - northM * scale];
}

/** Drag the walker there, by hand. */
async function drag(page: Page, eastM: number, northM: number): Promise<void> {
  const from = await spotOf(page, "walker");
  const to = await spotAt(page, eastM, northM);
  if (from === null) throw new Error("the map draws no walker");
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 12 });
  await page.mouse.up();
}

function gpx(places: readonly (readonly [number, number])[]): string {
  const points = places.map(([eastM, northM], second) => {
    const lat = ORIGIN.lat + northM / METRES_PER_LATITUDE;
    const lon = ORIGIN.lon + eastM / METRES_PER_LONGITUDE;
    const time = `2026-05-01T10:00:${String(second * 5).padStart(2, "0")}Z`;
    return `<trkpt lat="${lat.toFixed(8)}" lon="${lon.toFixed(8)}"><time>${time}</time></trkpt>`;
  });
  return `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${points.join("")}</trkseg></trk></gpx>`;
}

test("dragged across a border the walker hears another ground, and keys walk", async () => {
  const [page, said] = await open();
  await tap(page, "place-none");
  await listen(page);
  await drag(page, -30, 0);
  await untilIn(page, "west");
  await untilHeard(page);
  const west = await capture(page, 1.5);
  const same = changeDb(west, await capture(page, 1.5));
  await drag(page, 30, 0);
  await untilIn(page, "east");
  await untilHeard(page);
  // A starved machine conceals now and then: what counts is that another ground is heard at last.
  await expect
    .poll(async () => changeDb(west, await capture(page, 1.5)), { timeout: 20_000 })
    .toBeGreaterThan(Math.max(2, same));
  await picture(page, "rehearse-east");

  const { position: before } = await stateOf(page);
  await page.keyboard.down("KeyW");
  const after = await until(
    page,
    ({ position }) => (position?.northM ?? 0) - (before?.northM ?? 0) > 1.5,
  );
  await page.keyboard.up("KeyW");
  expect(Math.abs((after.position?.eastM ?? 0) - (before?.eastM ?? 0))).toBeLessThan(0.5);
  expect(after.headingDeg).toBe(0);
  expect(said).toEqual([]);
  await page.context().close();
});

test("between towers the phone is somewhere else than the walker, and says how far it trusts it", async () => {
  const [page, said] = await open();
  await tap(page, "place-none");
  await listen(page);
  await expect.poll(() => offPx(page)).toBeLessThan(1);
  await tap(page, "place-canyon");
  const seen = new Set<string>();
  await expect
    .poll(
      async () => {
        const spot = await spotOf(page, "fix");
        if (spot !== null) seen.add(spot.join(" "));
        return seen.size >= 2 && (await offPx(page)) > 8;
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  const { accuracyM } = (await stateOf(page)) as unknown as { accuracyM: number | null };
  expect(accuracyM ?? 0).toBeGreaterThanOrEqual(3);
  expect(said).toEqual([]);
  await page.context().close();
});

/** How far from the walker the phone's fix is drawn. */
async function offPx(page: Page): Promise<number> {
  const [walker, fix] = [await spotOf(page, "walker"), await spotOf(page, "fix")];
  if (walker === null || fix === null) return -1;
  return Math.hypot(walker[0] - fix[0], walker[1] - fix[1]);
}

test("a track is played at ten times its pace, and rendered to a file", async () => {
  const [page, said] = await open("fr");
  const track = gpx([
    [-40, 0],
    [-20, 0],
    [0, 0],
    [20, 0],
  ]);
  const file = { mimeType: "application/gpx+xml", buffer: Buffer.from(track) };
  await page.locator("[data-action=load-gpx]").setInputFiles({ name: "way.gpx", ...file });
  await expect.poll(() => page.locator(".panel", { hasText: "way.gpx" }).count()).toBe(1);
  await tap(page, "place-none");
  await listen(page);
  await untilIn(page, "west"); // the track begins there
  await page.locator("[data-action=speed]").fill("10");
  await tap(page, "play");
  const { position } = await until(page, (state) => (state.position?.eastM ?? -99) > 19);
  expect(position?.northM ?? 99).toBeCloseTo(0, 0);

  await tap(page, "render");
  const link = page.locator("a[href$='walk.wav']");
  await expect.poll(() => link.isVisible(), { timeout: 60_000 }).toBe(true);
  const answer = await page.request.get((await link.getAttribute("href")) ?? "");
  const sound = await answer.body();
  expect(sound.subarray(0, 4).toString()).toBe("RIFF");
  expect(sound.length).toBeGreaterThan(15 * 48_000 * 4); // fifteen seconds, two channels
  expect(said).toEqual([]);
  await picture(page, "rehearse-rendered-fr");
  await page.context().close();
});

test.each([
  ["rehearse-360", { width: 360, height: 640 }, "fr"],
  ["rehearse-1440", { width: 1440, height: 900 }, "en"],
] as const)(
  "%s shows everything, legibly, within reach of a thumb",
  async (name, size, language) => {
    const [page] = await open(language);
    await page.setViewportSize(size);
    await picture(page, name);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const faults = await faultsOf(page, language);
    await page.setViewportSize({ ...size, height });
    expect([...faults, ...(await faultsOf(page, language))]).toEqual([]);
    await page.context().close();
  },
);
