/** The editor's ear: a listener on the map, sounds kept and planted, axes swept, grounds pointed at. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, picture } from "./chromium";
import { middleOf, openEar, savedWith } from "./ear-walk";
import { SOUNDING_DB, untilHeard, untilSilent } from "./ears";
import { note } from "./figures";
import { captureWhole, type Sound, stateOf, until, untilIn } from "./hooks";
import { changeDb, levelDb } from "./measure";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

test("the listener dragged across a border hears the other zone", async () => {
  const { page, said } = await openEar(browser, "Ear across");
  await untilIn(page, "west");
  const west = await heardWhole(page);
  const dot = await page.locator(".listener").boundingBox();
  if (dot === null) throw new Error("expected the listener on the map");
  const from = { x: dot.x + dot.width / 2, y: dot.y + dot.height / 2 };
  const to = await middleOf(page, "east");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await untilIn(page, "east");
  const east = await heardWhole(page);
  const change = changeDb(west, east);
  note("listener across a border", { changeDb: change });
  expect(change).toBeGreaterThan(3);

  const { position: before } = await stateOf(page);
  await page.locator(".listener").press("ArrowRight");
  await until(page, ({ position }) => (position?.eastM ?? 0) > (before?.eastM ?? 0) + 0.9);
  expect(said).toEqual([]);
  await page.context().close();
});

test("a sound is kept from the pad and dropped on the map: an anchor in the saved draft", async () => {
  const { page, said, id } = await openEar(browser, "Ear keeps");
  await page.locator("[data-action=ear-palette]").click();
  await page.locator("[data-action=place-6]").click();
  await page.locator("[data-action=keep]").click();
  const swatch = page.locator(".swatch");
  await swatch.waitFor();
  await picture(page, "ear-palette");
  const [at, box] = [await middleOf(page, "east"), await page.locator(".ground").boundingBox()];
  if (box === null) throw new Error("expected the ground");
  await swatch.dragTo(page.locator(".ground"), {
    sourcePosition: { x: 30, y: 4 },
    targetPosition: { x: at.x - box.x, y: at.y - box.y },
  });
  const { document } = await savedWith(page, id, '"anchor"');
  const kept = document.latentwalk.swatches;
  expect(kept).toHaveLength(1);
  const anchor = document.features.find(({ properties }) => properties.kind === "anchor");
  expect(anchor?.properties).toMatchObject({ zone: "east", values: kept?.[0]?.values });
  const zone = document.features.find(({ properties }) => properties.id === "east");
  expect(zone?.properties.sound).toMatchObject({ mapping: "anchors" });
  expect(said).toEqual([]);
  await page.context().close();
});

test("a sweep draws what it sounds like, and hints come only when asked for", async () => {
  const { page, said } = await openEar(browser, "Ear sweeps");
  await untilHeard(page);
  await page.locator("[data-action=ear-axes]").click();
  await page.locator("[data-action=sweep-2]").click();
  const row = page.locator(".axis", { has: page.locator("[data-action=sweep-2]") });
  await page.waitForFunction(() => document.querySelector(".axis.is-sweeping") === null);
  const columns = await row.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
    const pen = canvas.getContext("2d");
    const { data } = pen?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    const lit = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      if ((data[at] ?? 0) > 60) lit.add((at / 4) % canvas.width);
    }
    return lit.size / canvas.width;
  });
  note("sweep", { litColumns: columns });
  expect(columns).toBeGreaterThan(0.5);
  expect(await row.locator(".axis-hint").textContent()).toBe("");
  await page.locator("[data-action=measure]").click();
  expect(await row.locator(".axis-hint").textContent()).not.toBe("");
  await picture(page, "ear-axes");
  expect(said).toEqual([]);
  await page.context().close();
});

test("a ground pointed at is heard and changes nothing, one tapped is taken", async () => {
  const { page, said, id } = await openEar(browser, "Ear grounds");
  await untilHeard(page);
  await page.locator("[data-feature=west]").click();
  await page.locator("[data-ground=silence]").hover();
  await untilSilent(page);
  await page.locator("[data-ground=drifting]").hover();
  await untilHeard(page);
  await picture(page, "ear-grounds");
  await page.locator("[data-ground=drifting]").click();
  const { document } = await savedWith(page, id, '"terrain"');
  expect(document.features[0]?.properties.sound).toMatchObject({ mapping: "terrain" });
  expect(said).toEqual([]);
  await page.context().close();
});

/** A whole recording of sound: a starved machine may be silent for as long without counting it. */
async function heardWhole(page: Page): Promise<Sound> {
  for (;;) {
    await untilHeard(page);
    const sound = await captureWhole(page, 1.5);
    if (levelDb(sound) > SOUNDING_DB) return sound;
  }
}
