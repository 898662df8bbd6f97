/** The first seconds: sound at once, rising from quiet; one sentence, spoken once. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch } from "./chromium";
import { note } from "./figures";
import { capture, type Sound, until } from "./hooks";
import { levelDb, onsetS, part } from "./measure";
import { likeness } from "./spectrum";
import { Walker } from "./walker";

const FIRST_SOUND_MS = 3000;
const WORDS_S = 4; // after the first sound: the bed has risen for three, and been there for one
const SPOKEN = 0.8; // likeness to the recording; the bed under it is soft
const CHANCE = 0.5;
const PATTERN_S = 1.2; // of the sentence: two words are enough

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

test("the bed rises from nothing, the sentence follows once, and not again after a reload", async () => {
  const walker = await Walker.equip(browser);
  const { page } = walker;
  const cues = cuesOf(page);
  await walker.stand(0);
  await walker.open("first-walk", "&lang=en");
  const spoken = onceAsked(page, cues, 6);
  const sound = await startAndHear(walker, 8);
  const heardAtS = onsetS(sound) ?? 0;
  const [early, risen] = [levelDb(sound, heardAtS, 0.5), levelDb(sound, heardAtS + 3, 0.9)];
  const after = mono(await spoken);
  expect(cues).toEqual(["/cues/turn-then-walk.en.mp3"]);
  const words = await cue(page, "en", sound.rateHz);
  const [before, during] = [
    likeness(mono(part(sound, heardAtS, WORDS_S)), words),
    likeness(after, words),
  ];
  cues.length = 0;

  await page.reload();
  const repeated = likeness(mono(await startAndHear(walker, 9)), words);
  note("opening", { early, risen, before, during, repeated });
  expect(early).toBeLessThan(risen - 12);
  expect(risen).toBeGreaterThan(-45);
  expect(risen).toBeLessThan(-15);
  expect(before).toBeLessThan(CHANCE);
  expect(during).toBeGreaterThan(SPOKEN);
  expect(repeated).toBeLessThan(CHANCE);
  expect(cues).toEqual([]);
  expect(walker.said).toEqual([]);
  await walker.leave();
});

test("without a fix it sounds as soon, and a French page speaks French", async () => {
  const walker = await Walker.equip(browser);
  const { page } = walker;
  const cues = cuesOf(page);
  await walker.lose();
  await walker.open("first-walk", "&lang=fr");
  const hearing = onceAsked(page, cues, 6);
  await walker.start();
  const state = await until(page, ({ hasBegun }) => hasBegun);
  const heard = await hearing;
  expect(cues).toEqual(["/cues/turn-then-walk.fr.mp3"]);
  const [french, english] = [
    await cue(page, "fr", heard.rateHz),
    await cue(page, "en", heard.rateHz),
  ];
  const [spoken, other] = [likeness(mono(heard), french), likeness(mono(heard), english)];
  note("opening without a fix (fr)", { firstSoundMs: state.firstSoundMs, spoken, other });
  expect(state.position).toBeNull();
  expect(state.firstSoundMs).toBeLessThanOrEqual(FIRST_SOUND_MS);
  expect(spoken).toBeGreaterThan(SPOKEN);
  expect(other).toBeLessThan(CHANCE);
  expect(walker.said).toEqual([]);
  await walker.leave();
});

/** Tap, and record from before the first sound on. */
async function startAndHear(walker: Walker, seconds: number): Promise<Sound> {
  await walker.start();
  await until(walker.page, ({ phase }) => phase === "walking");
  return capture(walker.page, seconds);
}

/** Record from when a sentence is fetched, which is before it is spoken. */
async function onceAsked(page: Page, cues: readonly string[], seconds: number): Promise<Sound> {
  const end = Date.now() + 30_000;
  while (cues.length === 0) {
    if (Date.now() > end) throw new Error("no sentence was fetched");
    await page.waitForTimeout(20);
  }
  return capture(page, seconds);
}

function cuesOf(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/cues/")) asked.push(pathname);
  });
  return asked;
}

/** The beginning of the recorded sentence, as this browser decodes it. */
async function cue(page: Page, language: string, rateHz: number): Promise<Float32Array> {
  const address = `/cues/turn-then-walk.${language}.mp3`;
  const samples = await page.evaluate(
    async ({ address, rateHz, length }) => {
      const bytes = await (await fetch(address)).arrayBuffer();
      const decoded = await new OfflineAudioContext(1, 1, rateHz).decodeAudioData(bytes);
      return Array.from(decoded.getChannelData(0).subarray(0, length));
    },
    { address, rateHz, length: PATTERN_S * rateHz },
  );
  return Float32Array.from(samples);
}

function mono({ left, right }: Sound): Float32Array {
  return left.map((x, i) => (x + (right[i] ?? 0)) / 2);
}
