/** A walk's own address, and the code it may ask for, as a visitor meets them in a real Chromium. */
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { launch } from "./chromium";
import { DESKTOP } from "./walker";

const CODE = "open sesame";
const WALK = "two-places";
const VISITOR = { "X-Forwarded-For": "192.168.1.9" }; // what is forwarded is never the owner's

let browser: Browser;
let owner: BrowserContext;

beforeAll(async () => {
  browser = await launch();
  owner = await browser.newContext({ baseURL: inject("url") });
});

afterAll(async () => {
  await setCode(null);
  await browser.close();
});

async function setCode(code: string | null): Promise<void> {
  const answer = await owner.request.post(`/api/walks/${WALK}/access_code`, { data: { code } });
  expect(answer.status()).toBe(200);
}

test("a walk's own address opens the start page of that walk", async () => {
  const page = await owner.newPage();
  await page.goto("/w/spatialities?lang=en");
  const door = page.locator("a[href*='door=indoor']").first();
  await door.waitFor();
  expect(await door.getAttribute("href")).toContain("walk=spatialities");
  await page.close();
});

test("a walk with a code asks for it, refuses another, and opens to the right one", async () => {
  await setCode(CODE);
  const context = await browser.newContext({
    baseURL: inject("url"),
    viewport: DESKTOP,
    extraHTTPHeaders: VISITOR,
  });
  const page = await context.newPage();
  await page.goto(`/w/${WALK}?door=indoor&lang=en`);
  const asked = page.locator("input[name=code]");
  await asked.fill("something else");
  await page.locator("[data-action=enter]").click();
  await page.getByText("That is not this walk's code").waitFor();
  await asked.fill(CODE);
  await page.locator("[data-action=enter]").click();
  await asked.waitFor({ state: "detached" });
  await page.locator("canvas").first().waitFor();
  await page.reload();
  await page.locator("canvas").first().waitFor();
  expect(await asked.count()).toBe(0);
  await setCode(null);
  await context.close();
});

test("a draft's link opens its start page to a visitor until it is revoked", async () => {
  const shared = await owner.request.post("/api/drafts/spatialities/link", { data: {} });
  const { path } = (await shared.json()) as { path: string };
  const context = await browser.newContext({ baseURL: inject("url"), extraHTTPHeaders: VISITOR });
  const page = await context.newPage();
  await page.goto(`${path}&lang=en`);
  const door = page.locator("a[href*='door=indoor']").first();
  await door.waitFor();
  expect(decodeURIComponent((await door.getAttribute("href")) ?? "")).toContain(
    "walk=spatialities@draft~",
  );
  expect((await owner.request.delete("/api/drafts/spatialities/link")).status()).toBe(204);
  const answer = await page.goto(`${path}&lang=en`);
  expect(answer?.status()).toBe(404);
  await context.close();
});

test("the composer makes a walk the first and gives it a code, and takes both away", async () => {
  const page = await owner.newPage();
  await page.goto("/compose?walk=two-places&lang=en");
  await page.locator("[data-action=open-publish]").click();
  await page.locator("[data-action=offer-first]").click();
  await page.getByText("The start page offers this walk first.").waitFor();
  await page.locator("input[name=access-code]").fill("abc");
  await page.locator("[data-action=set-code]").click();
  await page.getByText("expected 4 to 64 characters").waitFor();
  await page.locator("input[name=access-code]").fill(CODE);
  await page.locator("[data-action=set-code]").click();
  await page.getByText("Walkers are asked for a code.").waitFor();
  await page.locator("[data-action=drop-code]").click();
  await page.getByText("Everybody may walk here.").waitFor();
  const [first] = (await (await owner.request.get("/api/walks")).json()) as { id: string }[];
  expect(first?.id).toBe(WALK);
  await owner.request.put("/api/front", { data: { walk: "first-walk" } });
  await page.close();
});
