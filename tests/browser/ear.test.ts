/** The editor's ear: a listener on the map, sounds kept and planted, axes swept, grounds pointed at. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { complaints, launch, picture } from "./chromium";
import { untilHeard, untilSilent } from "./ears";
import { note } from "./figures";
import { captureWhole, until, untilIn } from "./hooks";
import { changeDb } from "./measure";
import { DESKTOP } from "./walker";

const WEST = { mapping: "fixed", values: [1.5, 1, 0], motion: 0.2 };
const EAST = { mapping: "fixed", values: [0, -1.5, 1.5], motion: 0.2 };

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

interface Feature {
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A walk of its own with two round zones that touch, opened in the editor. */
async function compose(title: string): Promise<{ page: Page; said: string[]; id: string }> {
  const context = await browser.newContext({ baseURL: inject("url"), viewport: DESKTOP });
  const page = await context.newPage();
  const said = complaints(page);
  const begun = await page.request.post("/api/drafts", { data: { title, frame: "local" } });
  const { id } = await begun.json();
  const draft = await (await page.request.get(`/api/drafts/${id}`)).json();
  const zone = (name: string, eastM: number, sound: object) => ({
    type: "Feature",
    properties: { id: name, title: name, radius_m: 20, fade_m: 2, sound },
    geometry: { type: "Point", coordinates: [eastM, 0] },
  });
  const features = [zone("west", -21, WEST), zone("east", 21, EAST)];
  const document = { ...draft.document, features };
  const saved = await page.request.put(`/api/drafts/${id}`, {
    data: { version: draft.version, document },
  });
  expect(saved.ok()).toBe(true);
  await page.goto(`/compose?walk=${id}&lang=en`);
  await page.locator("[data-action=listen]").click();
  await until(page, ({ position }) => position !== null);
  return { page, said, id };
}

/** Where the name of a zone stands on the map: its middle. */
async function middleOf(page: Page, name: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(".mark-zone", { hasText: name }).boundingBox();
  if (box === null) throw new Error(`expected a mark of ${name} on the map`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("the listener dragged across a border hears the other zone", async () => {
  const { page, said } = await compose("Ear across");
  await untilIn(page, "west");
  await untilHeard(page);
  const west = await captureWhole(page, 1.5);
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
  await untilHeard(page);
  const east = await captureWhole(page, 1.5);
  const change = changeDb(west, east);
  note("listener across a border", { changeDb: change });
  expect(change).toBeGreaterThan(3);
  expect(said).toEqual([]);
  await page.context().close();
});

test("a sound is kept from the pad and dropped on the map: an anchor in the saved draft", async () => {
  const { page, said, id } = await compose("Ear keeps");
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
  const { document } = await savedWith(page, id, "anchor");
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
  const { page, said } = await compose("Ear sweeps");
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
  const { page, said, id } = await compose("Ear grounds");
  await untilHeard(page);
  await page.locator("[data-feature=west]").click();
  await page.locator("[data-ground=silence]").hover();
  await untilSilent(page);
  await page.locator("[data-ground=drifting]").hover();
  await untilHeard(page);
  await picture(page, "ear-grounds");
  await page.locator("[data-ground=drifting]").click();
  const { document } = await savedWith(page, id, "terrain");
  expect(document.features[0]?.properties.sound).toMatchObject({ mapping: "terrain" });
  expect(said).toEqual([]);
  await page.context().close();
});

interface Saved {
  readonly document: {
    readonly latentwalk: { readonly swatches?: readonly { readonly values: readonly number[] }[] };
    readonly features: readonly Feature[];
  };
}

/** The draft as the server has it, once `word` stands in it and it can be walked. */
async function savedWith(page: Page, id: string, word: string): Promise<Saved> {
  const end = Date.now() + 15_000;
  for (;;) {
    const draft = await (await page.request.get(`/api/drafts/${id}`)).json();
    if (JSON.stringify(draft.document.features).includes(`"${word}"`)) {
      expect(draft.errors).toEqual([]);
      return draft;
    }
    if (Date.now() > end) throw new Error(`expected ${word} in ${JSON.stringify(draft.document)}`);
    await page.waitForTimeout(200);
  }
}
