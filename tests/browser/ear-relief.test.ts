/** The map drawn by what is heard: a hinge found, heard from both sides, softened. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, picture } from "./chromium";
import { openEar, savedWith } from "./ear-walk";
import { note } from "./figures";
import { stateOf, until } from "./hooks";

const LONGEST_MS = 60_000; // a sketch of 200 places, on a core that others use as well
const APART_M = 6; // three metres to either side
const RESTS_S = 0.6; // of the second and a half that the listener stands there
const RESTS_WITHIN_M = 0.25;

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

test("a hinge of the relief is heard from both sides and softened", async () => {
  const { page, said, id } = await openEar(browser, "Ear relief");
  await page.locator("[data-action=ear-relief]").click();
  const begunMs = Date.now();
  await page.locator("[data-action=draw-relief]").click();
  const hinge = page.locator(".hinge-name").first();
  await hinge.waitFor({ timeout: LONGEST_MS });
  note("relief, sketch of 200 places", { seconds: (Date.now() - begunMs) / 1000 });
  await picture(page, "ear-relief");

  const { position: before } = await stateOf(page);
  await hinge.click();
  const one = await restingAwayFrom(page, before);
  const other = await restingAwayFrom(page, one);
  expect(apartM(one, other)).toBeCloseTo(APART_M, 0);

  await page.locator("[data-action=soften-hinge]").click();
  const { document } = await savedWith(page, id, '"fade_m":3');
  expect(document.features).toHaveLength(2);
  expect(said).toEqual([]);
  await page.context().close();
});

type Place = { eastM: number; northM: number } | null;

/** Where the server has the listener stand for a while, elsewhere: on the way there it overshoots. */
async function restingAwayFrom(page: Page, from: Place): Promise<Place> {
  let seen: Place = null;
  let sinceS = 0;
  const { position } = await until(page, ({ position, contextTimeS }) => {
    if (seen === null || apartM(position, seen) > RESTS_WITHIN_M) {
      seen = position;
      sinceS = contextTimeS;
    }
    return apartM(position, from) > 1 && contextTimeS - sinceS > RESTS_S;
  });
  return position;
}

function apartM(one: Place, other: Place): number {
  return Math.hypot(
    (one?.eastM ?? 0) - (other?.eastM ?? 0),
    (one?.northM ?? 0) - (other?.northM ?? 0),
  );
}
