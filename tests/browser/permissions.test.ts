/** Every subset of what a phone may refuse: the walk starts with what there is. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { tongueOf } from "../../mobile-web/src/words/catalogue";
import { launch } from "./chromium";
import { untilHeard } from "./ears";
import { note } from "./figures";
import { stateOf, until } from "./hooks";
import { ALL, type Sense, Walker } from "./walker";

const FIRST_SOUND_MS = 3000;

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

type Case = [name: string, language: "en" | "fr", allowed: readonly Sense[]];

const subsets = Array.from({ length: 2 ** ALL.length }, (_, bits): Sense[] =>
  ALL.filter((_, i) => bits & (1 << i)),
);
const cases: Case[] = subsets.map((allowed) => named(allowed, "en"));

function named(allowed: readonly Sense[], language: "en" | "fr"): Case {
  return [allowed.join(" and ") || "nothing", language, allowed];
}

test.concurrent.for([...cases, named([], "fr")])(
  "with %s allowed the walk sounds, and names what is missing and its remedy (%s)",
  async ([name, language, allowed], { expect }) => {
    const walker = await Walker.equip(browser, { allowed });
    const { page } = walker;
    if (allowed.includes("location")) await walker.stand(0);
    if (allowed.includes("motion")) await walker.face(90);
    await walker.open("first-walk", `&lang=${language}`);
    await walker.start();

    const began = await until(page, ({ hasBegun }) => hasBegun);
    note(`first sound with ${name} (${language}), ms`, {
      afterTap: began.firstSoundMs,
      afterAnswers: began.firstSoundAfterAnswersMs,
    });
    expect(began.firstSoundMs).toBeLessThanOrEqual(FIRST_SOUND_MS);
    await until(page, (state) => (state.position !== null) === allowed.includes("location"));
    await until(page, ({ headingDeg }) => (headingDeg !== null) === allowed.includes("motion"));
    const remedies = () => page.locator(".lacks li").allTextContents();
    await expect.poll(remedies, { timeout: 10_000 }).toEqual(expected(allowed, language));
    await untilHeard(page);

    const { micState, headingDeg } = await stateOf(page);
    expect(micState).toBe(allowed.includes("microphone") ? "ready" : "refused");
    if (headingDeg !== null) expect(headingDeg).toBeCloseTo(90, 0);
    expect(walker.said).toEqual([]);
    await walker.leave();
  },
);

function expected(allowed: readonly Sense[], language: "en" | "fr"): string[] {
  const { reasons } = tongueOf(language).words;
  return ALL.flatMap((sense) => (allowed.includes(sense) ? [] : [reasons[sense].refused])).sort(
    byOrder(language),
  );
}

/** As the page lists them: sound, microphone, compass, position. */
function byOrder(language: "en" | "fr"): (a: string, b: string) => number {
  const { reasons } = tongueOf(language).words;
  const order = [reasons.microphone.refused, reasons.motion.refused, reasons.location.refused];
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}
