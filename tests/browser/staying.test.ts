/** What a walk survives: a reload, a hidden page, a lost position, a changed route. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { launch, picture, TabbedBrowser } from "./chromium";
import { SILENT_DB, SOUNDING_DB, untilHeard, untilSilent } from "./ears";
import { note } from "./figures";
import { capture, captureWhole, stateOf, until, untilIn } from "./hooks";
import { changeDb, levelDb, longestHoleS, part, peak } from "./measure";
import { permissionsOf, Walker } from "./walker";

const WALK = "two-places"; // grounds 60 m apart, and silence between and outside of them

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

/** Someone who walks in the western ground. */
async function walkerInWest(): Promise<Walker> {
  const walker = await Walker.equip(browser);
  await walker.stand(-30);
  await walker.open(WALK, "&lang=en");
  await walker.start();
  await untilIn(walker.page, "west");
  return walker;
}

test("a walk from one zone into another is heard to change", async () => {
  const walker = await walkerInWest();
  const { page } = walker;
  await until(page, ({ levelDb: level }) => (level ?? -200) > SOUNDING_DB);
  const west = await captureWhole(page, 2);
  await walker.stroll(-6);
  await walker.stand(30);
  await untilIn(page, "east");
  await untilHeard(page);
  const east = await captureWhole(page, 2);
  note("two places", { change: changeDb(west, east), west: levelDb(west), east: levelDb(east) });
  expect(Math.max(peak(west), peak(east))).toBeLessThanOrEqual(1);
  expect(changeDb(west, east)).toBeGreaterThan(2);
  expect(longestHoleS(east)).toBeLessThan(0.02);
  expect((await stateOf(page)).micLevelDb).not.toBeNull();
  expect(walker.said).toEqual([]);
  await walker.leave();
});

test("a reloaded page resumes the walk and sounds again within three seconds", async () => {
  const walker = await walkerInWest();
  const { page } = walker;
  await page.reload();
  await walker.start();
  const { firstSoundMs } = await until(page, ({ hasBegun }) => hasBegun);
  await untilIn(page, "west");
  const sound = await capture(page, 1);
  note("reload", { firstSoundMs, level: levelDb(part(sound, 0.5, 0.5)) });
  expect(firstSoundMs).toBeLessThanOrEqual(3000);
  expect(levelDb(part(sound, 0.5, 0.5))).toBeGreaterThan(SOUNDING_DB);
  await walker.leave();
});

test("without a position for ten seconds the ground gives way, and it returns with the position", async () => {
  const walker = await walkerInWest();
  const { page } = walker;
  await until(page, ({ levelDb: level }) => (level ?? -200) > SOUNDING_DB);
  await walker.lose();
  const lostMs = Date.now();
  await until(page, ({ isPositionStale }) => isPositionStale, 20_000);
  const staleAfterS = (Date.now() - lostMs) / 1000;
  await untilSilent(page);
  note("stale position", { staleAfterS, silentAfterS: (Date.now() - lostMs) / 1000 });
  await picture(page, "outdoor-stale");
  expect(staleAfterS).toBeGreaterThan(5); // a few missed fixes are no reason
  await walker.stand(-29);
  await until(page, ({ isPositionStale }) => !isPositionStale);
  await untilIn(page, "west");
  await untilHeard(page);
  expect(walker.said).toEqual([]);
  await walker.leave();
});

test("when sound goes another way it stops at once, and a tap brings it back", async () => {
  const walker = await Walker.equip(browser);
  const { page } = walker;
  await keepContexts(walker);
  await walker.stand(-30);
  await walker.open(WALK, "&lang=en");
  await walker.start();
  await untilIn(page, "west");
  await until(page, ({ levelDb: level }) => (level ?? -200) > SOUNDING_DB);
  const recording = capture(page, 2);
  await sendElsewhere(walker);
  await until(page, ({ silence }) => silence === "route");
  expect(levelDb(part(await recording, 1.5, 0.5))).toBeLessThan(SILENT_DB);
  await picture(page, "outdoor-silence");
  await page.locator("[data-action=hear-again]").click();
  await until(page, ({ silence }) => silence === "none");
  await untilHeard(page);
  expect(walker.said).toEqual([]);
  await walker.leave();
});

type Kept = typeof globalThis & { contexts: (AudioContext & { setSinkId?: unknown })[] };

/** Remember the page's audio contexts, so that a test can route them as a system would. */
async function keepContexts(walker: Walker): Promise<void> {
  await walker.page.addInitScript(() => {
    const kept: AudioContext[] = [];
    (globalThis as Kept).contexts = kept;
    globalThis.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        kept.push(this);
      }
    };
  });
}

/** Chromium has no headphones to pull out here; another sink is the same event to the page. */
async function sendElsewhere(walker: Walker): Promise<void> {
  await walker.page.evaluate(async () => {
    type Routed = { setSinkId(sink: { type: "none" }): Promise<void> };
    const { contexts } = globalThis as Kept;
    await Promise.all(contexts.map((c) => (c as unknown as Routed).setSinkId({ type: "none" })));
  });
}

test("a hidden page goes on sounding; seen again it holds the screen and knows its place", async () => {
  const tabs = await TabbedBrowser.launch();
  onTestFinished(() => tabs.close());
  const [context] = tabs.browser.contexts();
  if (context === undefined) throw new Error("expected Chromium's own context");
  const url = new URL(`/?door=outdoor&walk=${WALK}&lang=en`, inject("url"));
  await context.grantPermissions(permissionsOf(["microphone", "location", "motion"]), {
    origin: url.origin,
  });
  const walker = await Walker.take(context);
  const { page } = walker;
  await walker.stand(-30);
  await page.goto(url.href);
  await walker.start();
  await untilIn(page, "west");
  await until(page, ({ wakeLock }) => wakeLock === "held");

  const other = await context.newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe("hidden");
  await until(page, ({ wakeLock }) => wakeLock !== "held");
  const { playedFrames } = await stateOf(page);
  await untilHeard(page);
  await until(page, (state) => state.playedFrames > playedFrames + 48_000);
  await walker.stand(30); // the walker went on with the phone in the pocket

  await page.bringToFront();
  await until(page, ({ wakeLock }) => wakeLock === "held");
  const seenMs = Date.now();
  await untilIn(page, "east");
  note("seen again", { freshAfterS: (Date.now() - seenMs) / 1000 });
  expect(Date.now() - seenMs).toBeLessThan(10_000);
  await untilHeard(page);
  expect(walker.said).toEqual([]);
});
