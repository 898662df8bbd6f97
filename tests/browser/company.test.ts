/** What goes with a walker beside the stream: recordings at their places, words, hushes, the end. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { en } from "../../mobile-web/src/words/en";
import { faultsOf } from "./audit";
import { complaints, launch, picture } from "./chromium";
import { SILENT_DB, untilHeard, untilSilent } from "./ears";
import { note } from "./figures";
import { capture, type Sound, teleport, until } from "./hooks";
import { balanceDb, levelDb, peak } from "./measure";
import { DESKTOP, Walker } from "./walker";

const NARROW = { width: 360, height: 640 };
const WIDE = { width: 1440, height: 900 };
const SETTLED_MS = 700; // a place has been told, and gains have glided there
const LAW_DB = 1;
const BELL_HZ = 500;
const SMOOTH = 1.2; // of the sharpest bend that a tone of that height has
const GATE = "The gate answers.";
const LAST = "Take off your headphones. What is left is the place.";

/** A page whose headset buttons a test can press. */
type Headed = typeof globalThis & {
  headset?: Partial<Record<MediaSessionAction, MediaSessionActionHandler | null>>;
};

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

test.concurrent("a recording sounds from its place, a rule speaks, a hush silences, an end is read", async () => {
  const [page, said] = await enter();
  expect(await page.locator(".once").textContent()).toBe(
    "The bell is in the north. Take your time.",
  );

  // The bell is at 20 m north, silent from 15 m on.
  const [far, mid, near] = [await at(page, 0, 3), await at(page, 0, 12), await at(page, 0, 16)];
  const [left, right] = [await at(page, 0, 12, 90), await at(page, 0, 12, 270)];
  const sides = { left: balanceDb(left), middle: balanceDb(mid), right: balanceDb(right) };
  const nearerDb = levelDb(near) - levelDb(mid);
  const lawDb = 40 * Math.log10((1 - (4 / 15) ** 2) / (1 - (8 / 15) ** 2));
  const bend = sharpestBend(mid);
  note("a recording at its place", { mid: levelDb(mid), nearerDb, lawDb, ...sides, bend });
  expect(levelDb(far)).toBeLessThan(SILENT_DB);
  expect(Math.abs(nearerDb - lawDb)).toBeLessThan(LAW_DB);
  expect(sides.left).toBeGreaterThan(15);
  expect(sides.right).toBeLessThan(-15);
  expect(Math.abs(sides.middle)).toBeLessThan(1);
  expect(bend).toBeLessThan(SMOOTH); // a loop of one second went round meanwhile

  // The headset's pause silences it as it does the bed, until a tap.
  await page.evaluate(() => (globalThis as Headed).headset?.pause?.({ action: "pause" }));
  await until(page, ({ silence }) => silence === "route");
  expect(levelDb(await capture(page, 0.5))).toBeLessThan(SILENT_DB);
  await page.locator("[data-action=hear-again]").click();
  await untilHeard(page);

  await teleport(page, -60, 0);
  await page.getByText(GATE).waitFor();
  await untilHeard(page); // the chime that the rule plays
  await picture(page, "company-said-1440");
  await untilSilent(page); // once

  const cue = page.waitForRequest((request) => request.url().endsWith("/cues/hush-road.en.mp3"));
  await teleport(page, 60, 0);
  await untilHeard(page);
  await teleport(page, 82, 0);
  await cue;
  await page.getByText(en.cues["hush-road"]).waitFor();
  await untilSilent(page); // 13 m before the road, and six from a bell

  await page.locator("[data-action=stop]").click();
  await page.getByText(LAST).waitFor();
  await pictures(page, "company-closing");
  await goOn(page);
  await page.getByText(en.ended.nothingKept).waitFor();
  await page.getByText(en.ended.heard).click();
  await page.getByRole("heading", { name: "Voices" }).waitFor();
  expect(await page.getByText("Tones made for this test").count()).toBe(1);
  expect(await page.locator(".last-facts").textContent()).toMatch(/^[12] minutes? · [\d.]+ MB/);
  await pictures(page, "company-last");
  expect(said).toEqual([]);
  await page.context().close();
});

test.concurrent("a walk ends by itself at its time, a reload notwithstanding", async () => {
  const [page, said] = await enter();
  await page.evaluate(() => {
    const key = "latentwalk.begun.indoor.company";
    sessionStorage.setItem(key, String(Number(sessionStorage.getItem(key)) - 655_000));
  });
  await page.reload();
  await begin(page);
  expect(await page.locator(".once").isVisible()).toBe(true); // five seconds of a minute are left
  await page.getByText(LAST).waitFor();
  await until(page, ({ phase }) => phase === "stopped");
  await goOn(page);
  await page.getByText("11 minutes").waitFor();
  expect(said).toEqual([]);
  await page.context().close();
});

test.concurrent("the door shows its cover; at night only the indoor one opens, and says until when", async () => {
  const walker = await Walker.equip(browser, { options: { timezoneId: "Europe/Paris" } });
  const { page } = walker;
  await page.clock.setFixedTime(new Date("2026-05-01T10:00:00Z"));
  await walker.open("company", "&lang=en");
  await page.getByText("About 10 min · Step-free").waitFor();
  expect(await pictureWidth(page)).toBe(480);
  await pictures(page, "company-door");
  await page.clock.setFixedTime(new Date("2026-05-01T01:00:00Z"));
  await page.reload();
  await page.getByText("Outdoors this walk opens today at 06:00.").waitFor();
  expect(await page.locator("[data-action=start]").isVisible()).toBe(false);
  expect(await page.locator(".before-actions a").getAttribute("href")).toContain("door=indoor");
  await pictures(page, "company-night");
  await walker.leave();
});

test.concurrent("a walk's own address shows its two doors; a draft's opens to who has its link", async () => {
  const context = await browser.newContext({ baseURL: inject("url"), viewport: DESKTOP });
  const page = await context.newPage();
  await page.goto("/w/company?lang=en");
  await page.getByText("About 10 min").waitFor();
  expect(await page.locator("h1").textContent()).toBe("Company");
  expect(await doorsOf(page)).toEqual(["company", "company"]);
  await pictures(page, "company-start");

  // A stranger is anybody who comes through another's hands.
  const stranger = await browser.newContext({
    baseURL: inject("url"),
    extraHTTPHeaders: { "X-Forwarded-For": "192.168.1.9" },
  });
  const visit = await stranger.newPage();
  expect((await visit.request.get("/w/company?draft=wrong")).status()).toBe(404);
  const link = await page.request.post("/api/drafts/company/link");
  const { token, path } = (await link.json()) as { token: string; path: string };
  await visit.goto(`${path}&lang=en`);
  await visit.getByText("About 10 min").waitFor();
  const draft = `company@draft~${token}`;
  expect(await doorsOf(visit)).toEqual([draft, draft]);
  await visit.locator("[data-door=indoor]").click();
  await begin(visit);
  await stranger.close();
  await context.close();
});

/** The walks that the two doors of a start page open. */
function doorsOf(page: Page): Promise<(string | null)[]> {
  return page
    .locator(".door")
    .evaluateAll((links) =>
      links.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get("walk")),
    );
}

/** Go in and wait for sound to have begun. */
async function enter(): Promise<[Page, string[]]> {
  const context = await browser.newContext({ baseURL: inject("url"), viewport: DESKTOP });
  const page = await context.newPage();
  const said = complaints(page);
  await page.addInitScript(() => {
    const headset: Headed["headset"] = {};
    (globalThis as Headed).headset = headset;
    navigator.mediaSession.setActionHandler = (action, press) => {
      headset[action] = press;
    };
  });
  await page.goto("/?door=indoor&walk=company&lang=en");
  await begin(page);
  return [page, said];
}

async function begin(page: Page): Promise<void> {
  await page.locator("[data-action=enter]").click();
  await until(page, ({ hasBegun, position }) => hasBegun && position !== null);
}

/** Stand there, face so, and hear one second. */
async function at(page: Page, eastM: number, northM: number, headingDeg = 0): Promise<Sound> {
  await teleport(page, eastM, northM);
  await page.evaluate((deg) => {
    (
      globalThis as { latentwalk?: { debug: { setHeading(deg: number): void } | null } }
    ).latentwalk?.debug?.setHeading(deg);
  }, headingDeg);
  await until(page, ({ position }) => Math.abs((position?.northM ?? 1e9) - northM) < 0.05);
  await page.waitForTimeout(SETTLED_MS);
  return capture(page, 1.2);
}

/** The sharpest bend of a tone, in those of a pure one of its height: a click has a hundred. */
function sharpestBend(sound: Sound): number {
  const { left, rateHz } = sound;
  let most = 0;
  for (let i = 2; i < left.length; i += 1) {
    const bend = (left[i] ?? 0) - 2 * (left[i - 1] ?? 0) + (left[i - 2] ?? 0);
    most = Math.max(most, Math.abs(bend));
  }
  return most / (peak(sound) * ((2 * Math.PI * BELL_HZ) / rateHz) ** 2);
}

/** To the last page, unless it has come by itself while pictures were taken. */
async function goOn(page: Page): Promise<void> {
  await page.locator("[data-action=last], [data-action=again]").first().waitFor();
  await page.evaluate(() => {
    document.querySelector<HTMLElement>("[data-action=last]")?.click();
  });
}

function pictureWidth(page: Page): Promise<number> {
  return page
    .locator(".cover-picture")
    .evaluate(async (image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
}

/** Pictures at both ends, and what is wrong with the narrow one: these are columns of words. */
async function pictures(page: Page, name: string): Promise<void> {
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await picture(page, `${name}-${size.width}`);
  }
  expect(await faultsOf(page, "en")).toEqual([]);
}
