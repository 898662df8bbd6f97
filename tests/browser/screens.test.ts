/** Every screen at three sizes, pictured in out/browser/ and audited. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { faultsOf } from "./audit";
import { launch, picture } from "./chromium";
import { until } from "./hooks";
import { permissionsOf } from "./walker";

type Size = { readonly width: number; readonly height: number };

const LEAST: Size = { width: 360, height: 640 };
const ENDS: readonly Size[] = [LEAST, { width: 1440, height: 900 }];
const SIZES: readonly Size[] = [...ENDS, { width: 390, height: 844 }];
/** Plain columns of words: what fits at both ends fits between. */
const COLUMNS = new Set([
  "start-walks",
  "trust-ios",
  "trust-android",
  "compose",
  "in-app",
  "unknown",
]);
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const ANDROID =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const FAR = `http://walk.test:${new URL(inject("url")).port}`; // not this machine: not trusted
const OUTDOORS = "/?door=outdoor&walk=first-walk";
const INDOORS = "/?door=indoor&walk=first-walk";

interface Screen {
  readonly address: string;
  readonly language: "en" | "fr";
  readonly options?: BrowserContextOptions;
  /** What brings the screen up once the page is there. */
  readonly enter?: (page: Page, context: BrowserContext) => Promise<void>;
}

const SCREENS: Readonly<Record<string, Screen>> = {
  "start-en": { address: "/?lang=en", language: "en" },
  "start-fr": { address: "/?lang=fr", language: "fr" },
  "start-walks": {
    address: "/?lang=en",
    language: "en",
    enter: (page) => tap(page, "others"),
  },
  "trust-ready": { address: "/trust?lang=en", language: "en", options: { userAgent: IPHONE } },
  "trust-ios": {
    address: `${FAR}/trust?lang=en`,
    language: "en",
    options: { userAgent: IPHONE },
    enter: unfold,
  },
  "trust-android": {
    address: `${FAR}/trust?lang=fr`,
    language: "fr",
    options: { userAgent: ANDROID },
  },
  compose: { address: "/compose?lang=en", language: "en" },
  "outdoor-door": { address: `${OUTDOORS}&lang=en`, language: "en" },
  "outdoor-door-fr": { address: `${OUTDOORS}&lang=fr`, language: "fr" },
  "outdoor-walking": {
    address: `${OUTDOORS}&lang=en`,
    language: "en",
    options: {
      permissions: permissionsOf(["microphone", "location", "motion"]),
      geolocation: { longitude: 5.448, latitude: 43.522, accuracy: 4 },
    },
    enter: startWalking,
  },
  "outdoor-refused": {
    address: `${OUTDOORS}&lang=fr`,
    language: "fr",
    options: { permissions: ["background-sync"] }, // a list, so that all others are refused
    enter: async (page) => {
      await startWalking(page);
      await page.locator("[data-action=missing]").click();
      await expect.poll(() => page.locator(".lacks li").count(), { timeout: 10_000 }).toBe(4);
    },
  },
  "indoor-threshold": {
    address: `${INDOORS}&lang=en`,
    language: "en",
    options: { hasTouch: true },
  },
  "indoor-walking": {
    address: `${INDOORS}&lang=fr`,
    language: "fr",
    enter: async (page) => {
      await tap(page, "enter");
      await until(page, ({ position }) => position !== null);
    },
  },
  "in-app": {
    address: `${OUTDOORS}&lang=en`,
    language: "en",
    options: { userAgent: `${IPHONE} Instagram 380.0` },
  },
  unknown: { address: "/?door=outdoor&walk=nowhere&lang=fr", language: "fr" },
};

let browser: Browser;

beforeAll(async () => {
  browser = await launch(["--host-resolver-rules=MAP walk.test 127.0.0.1"]);
});

afterAll(async () => {
  await browser?.close();
});

test.concurrent.for(Object.entries(SCREENS))(
  "%s shows everything, legibly, within reach of a thumb",
  async ([name, { address, language, options, enter }], { expect }) => {
    const context = await browser.newContext({ baseURL: inject("url"), ...options });
    const page = await context.newPage();
    if (name === "in-app") await withhold(page);
    await page.setViewportSize(LEAST);
    await page.goto(address);
    await page.locator("#page > *").first().waitFor();
    await enter?.(page, context);
    const faults: Record<string, string[]> = {};
    for (const size of COLUMNS.has(name) ? ENDS : SIZES) {
      const found = await auditWhole(page, `${name}-${size.width}`, size, language);
      if (found.length > 0) faults[`${size.width} × ${size.height}`] = found;
    }
    expect(faults).toEqual({});
    await context.close();
  },
);

/** Audit what is seen at once, then, where there is more, the whole page on a screen as tall. */
async function auditWhole(page: Page, name: string, size: Size, language: string) {
  await page.setViewportSize(size);
  await page.evaluate(() => scrollTo(0, 0));
  await picture(page, name);
  const found = await faultsOf(page, language);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height <= size.height) return found;
  await page.setViewportSize({ ...size, height });
  await picture(page, `${name}-whole`);
  return [...new Set([...found, ...(await faultsOf(page, language))])];
}

async function tap(page: Page, action: string): Promise<void> {
  await page.locator(`[data-action=${action}]`).click();
}

/** Open what explains itself on demand. */
async function unfold(page: Page): Promise<void> {
  for (const summary of await page.locator("summary").all()) {
    if (await summary.isVisible()) await summary.click();
  }
}

async function startWalking(page: Page): Promise<void> {
  await tap(page, "start");
  await until(page, ({ phase, hasBegun }) => phase === "walking" && hasBegun);
}

/** What an app's own browser view often lacks. */
async function withhold(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "mediaDevices", { get: () => undefined });
  });
}
