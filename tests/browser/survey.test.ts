/** A site surveyed on a phone, and what the editor shows of it, on a real server. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsOf } from "./audit";
import { launch, picture } from "./chromium";
import { DESKTOP, Walker } from "./walker";

const PATIENCE = { timeout: 20_000 }; // saving rests, and the machine may be busy
const FAR_M = 30;
const TITLE = "A test lawn";
const SMALL_ZONE = {
  type: "Feature",
  properties: { id: "well", title: "Well", radius_m: 3, sound: { mapping: "fixed" } },
  geometry: { type: "Point", coordinates: [10, 0] },
};

interface Feature {
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: number[] };
}

interface Draft {
  version: number;
  document: { features: Feature[] };
}

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser.close());

/** A draft with one zone that is smaller than a fix is off; its id. */
async function drafted({ request }: Page): Promise<string> {
  const made = await request.post("/api/drafts", { data: { title: TITLE, frame: "local" } });
  const { id } = (await made.json()) as { id: string };
  const { version, document } = await draftOf(request, id);
  const data = { version, document: { ...document, features: [SMALL_ZONE] } };
  expect((await request.put(`/api/drafts/${id}`, { data })).status()).toBe(200);
  return id;
}

async function draftOf(request: Page["request"], id: string): Promise<Draft> {
  return (await (await request.get(`/api/drafts/${id}`)).json()) as Draft;
}

test("a survey walked on a phone is kept in the draft, which stays right, and is seen on the map", async () => {
  const walker = await Walker.equip(browser, { options: { hasTouch: true } });
  const { page } = walker;
  await walker.stand(0);
  await walker.face(90);
  await page.goto("/compose");
  const id = await drafted(page);
  await page.goto(`/compose?walk=${id}&lang=en`);
  const survey = page.locator("[data-action=foot-survey]");
  await survey.click();
  await expect.poll(() => survey.textContent(), PATIENCE).toContain("4 m");
  await walker.stroll(FAR_M);
  expect(await faultsOf(page, "en")).toEqual([]);
  await picture(page, "compose-survey-foot");
  await survey.click();
  const points = async (): Promise<Feature[]> => {
    const { document } = await draftOf(page.request, id);
    return document.features.filter(({ properties }) => properties.kind === "x-survey");
  };
  await expect.poll(async () => (await points()).length, PATIENCE).toBeGreaterThan(5);
  await page.locator("[data-status=saved]").waitFor({ state: "attached" });
  const kept = await points();
  const [firstM, lastM] = [kept[0]?.geometry.coordinates[0], kept.at(-1)?.geometry.coordinates[0]];
  expect(firstM).toBeCloseTo(0, 0);
  expect(lastM).toBeGreaterThan(FAR_M - 5);
  const { properties } = kept.at(-1) ?? {};
  expect(properties).toMatchObject({ accuracy_m: 4, compass_spread_deg: 0 });
  expect(properties?.rtt_ms).toBeTypeOf("number");
  expect(properties?.loss).toBeTypeOf("number");
  const { document } = await draftOf(page.request, id);
  const checked = await page.request.post("/api/check", { data: document });
  expect(await checked.json()).toMatchObject({ ok: true, errors: [] });
  await page.setViewportSize(DESKTOP);
  await page.reload();
  await page.locator("[data-action=survey]").click();
  await page.locator("[data-action=survey-roundTrip]").click();
  const fine = page.locator("[data-action=survey-fine]");
  expect(await fine.allTextContents()).toEqual(["Well: finer than the 4 m measured here"]);
  expect(await page.locator("[data-feature]").count()).toBe(1);
  await picture(page, "compose-survey");
  await page.locator("[data-action=survey-remove]").click();
  await expect.poll(points, PATIENCE).toEqual([]);
  expect(walker.said).toEqual([]);
  await walker.leave();
});
