/** A walk of two round zones that touch, opened in the editor and listened to. */
import type { Browser, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { complaints } from "./chromium";
import { until } from "./hooks";
import { DESKTOP } from "./walker";

const WEST = { mapping: "fixed", values: [1.5, 1, 0], motion: 0.2 };
const EAST = { mapping: "fixed", values: [0, -1.5, 1.5], motion: 0.2 };

interface Feature {
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Make a walk of its own called `title`, open it in the editor and listen. */
export async function openEar(
  browser: Browser,
  title: string,
): Promise<{ page: Page; said: string[]; id: string }> {
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
export async function middleOf(page: Page, name: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(".mark-zone", { hasText: name }).boundingBox();
  if (box === null) throw new Error(`expected a mark of ${name} on the map`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export interface Saved {
  readonly document: {
    readonly latentwalk: { readonly swatches?: readonly { readonly values: readonly number[] }[] };
    readonly features: readonly Feature[];
  };
}

/** The draft as the server has it, once `word` stands in it and it can be walked. */
export async function savedWith(page: Page, id: string, word: string): Promise<Saved> {
  const end = Date.now() + 15_000;
  for (;;) {
    const draft = await (await page.request.get(`/api/drafts/${id}`)).json();
    if (JSON.stringify(draft.document.features).includes(word)) {
      expect(draft.errors).toEqual([]);
      return draft;
    }
    if (Date.now() > end) throw new Error(`expected ${word} in ${JSON.stringify(draft.document)}`);
    await page.waitForTimeout(200);
  }
}
