/** The whole way of somebody who has never composed: three zones, a sound, a hush, rehearsed, published, walked. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { complaints, launch, picture } from "./chromium";
import { type Corner, draw, drop } from "./drawing";
import { until, weightIn } from "./hooks";
import { DESKTOP, Walker } from "./walker";

const PATIENCE = { timeout: 60_000 }; // a planted sound is encoded meanwhile
const WAY_MS = 300_000;

const ZONES: readonly (readonly Corner[])[] = [
  square(-260, -160, 200),
  square(60, -160, 200),
  square(-100, 60, 200),
];
const ROAD = square(-300, 290, 60);

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

function square(left: number, top: number, side: number): readonly Corner[] {
  const [right, bottom] = [left + side, top + side];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

async function kinds(page: Page, walk: string): Promise<string[]> {
  const response = await page.request.get(`/api/drafts/${walk}`);
  const { document } = (await response.json()) as {
    document: { features: { properties: { kind?: string } }[] };
  };
  return document.features.map(({ properties }) => properties.kind ?? "zone").sort();
}

/** New walk, three zones, a planted sound, a hush; returns the walk's id. */
async function compose(page: Page): Promise<string> {
  await page.goto("/compose?lang=en");
  await page.locator("[data-action=new-walk]").click();
  await page.getByLabel("Its name").fill("A first lawn");
  await page.locator("[data-action=begin]").click();
  await page.locator(".scale-label").waitFor();
  const walk = new URL(page.url()).searchParams.get("walk") ?? "";
  for (const [number, corners] of ZONES.entries()) {
    await draw(page, "tool-polygon", corners);
    await page.locator(`[data-feature=zone-${number + 1}][aria-selected=true]`).waitFor();
  }
  await drop(page, [160, -60], "voice.wav");
  await page.locator("[data-feature=planted][aria-selected=true]").waitFor();
  await draw(page, "tool-hush", ROAD);
  const whole = ["hush", "planted", "zone", "zone", "zone"];
  await expect.poll(() => kinds(page, walk), PATIENCE).toEqual(whole);
  await picture(page, "newcomer-editor");
  return walk;
}

async function rehearse(page: Page): Promise<void> {
  await page.locator("[data-action=rehearse]").click();
  await page.locator("[data-action=listen]").click();
  await until(page, ({ phase, position }) => phase === "walking" && position !== null, 60_000);
  await page.keyboard.down("w");
  await until(page, ({ position }) => (position?.northM ?? 0) > 3);
  await page.keyboard.up("w");
  await picture(page, "newcomer-rehearsal");
  await page.locator("[data-action=render]").click();
  const link = page.locator("a[href$='walk.wav']");
  await expect.poll(() => link.isVisible(), PATIENCE).toBe(true);
  const answer = await page.request.get((await link.getAttribute("href")) ?? "");
  expect((await answer.body()).subarray(0, 4).toString()).toBe("RIFF");
}

test("a walk is composed, rehearsed, rendered, published and opened on a phone without a file", {
  timeout: WAY_MS,
}, async () => {
  const context = await browser.newContext({ viewport: DESKTOP, baseURL: inject("url") });
  const page = await context.newPage();
  const said = complaints(page);
  const walk = await compose(page);
  await rehearse(page);
  await page.goto(`/compose?walk=${walk}&lang=en`);
  await page.locator("[data-action=open-publish]").click();
  await page.locator("[data-action=publish]").click();
  await page.locator(".dialog .notice", { hasText: "Published" }).waitFor();
  expect(said).toEqual([]);
  await context.close();

  const walker = await Walker.equip(browser);
  await walker.stand(0, 0);
  await walker.page.goto(`/w/${walk}?lang=en`);
  await walker.page.getByText("A first lawn").first().waitFor();
  await picture(walker.page, "newcomer-phone");
  await walker.open(walk, "&lang=en");
  await walker.start();
  const begun = await until(walker.page, ({ hasBegun, position }) => hasBegun && position !== null);
  expect(begun.zones.map(({ id }) => id)).toEqual(["zone-1", "zone-2", "zone-3"]);
  const { northM = 0 } = (await middleOf(walker.page, walk, "zone-3")) ?? {};
  await walker.stroll(0, northM);
  await until(walker.page, (state) => weightIn(state, "zone-3") > 0.5, 60_000);
  expect(walker.said).toEqual([]);
  await walker.leave();
});

/** The middle of a square zone, as the server tells it. */
async function middleOf(page: Page, walk: string, id: string): Promise<{ northM: number } | null> {
  const response = await page.request.get(`/api/walks/${walk}`);
  const { zones } = (await response.json()) as {
    zones: { id: string; shape: { outline: [number, number][] } }[];
  };
  const outline = zones.find((zone) => zone.id === id)?.shape.outline ?? [];
  if (outline.length === 0) return null;
  return { northM: outline.reduce((sum, [, north]) => sum + north, 0) / outline.length };
}
