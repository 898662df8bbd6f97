/** What every screen owes every eye and thumb: nothing cut off, nothing faint, nothing too small. */
import type { Browser, Page } from "playwright-core";
import { shot } from "./chromium";

const LEAST_CONTRAST = 4.5; // WCAG 2.2, AA, text of any size
const LEAST_TARGET = 44; // CSS pixels

/** One visible piece of text; its box in CSS pixels of the viewport. */
interface Text {
  readonly words: string;
  readonly colour: string;
  readonly opacity: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Everything that is wrong with what the viewport shows now, in words; empty where all is well. */
export async function faultsOf(page: Page, language: string): Promise<string[]> {
  return [
    ...(await layoutFaults(page, language)),
    ...(await nameFaults(page)),
    ...(await contrastFaults(page)),
  ];
}

/** Overflow, small controls, wrong language. */
function layoutFaults(page: Page, language: string): Promise<string[]> {
  return page.evaluate(
    ({ language, least }) => {
      const faults: string[] = [];
      const { scrollWidth, lang } = document.documentElement;
      if (scrollWidth > innerWidth) faults.push(`overflow: ${scrollWidth} px of ${innerWidth}`);
      if (lang !== language) faults.push(`language: expected ${language}, got ${lang}`);
      const controls = "a[href], button, input, select, summary, [role=button], [role=switch]";
      for (const control of document.querySelectorAll<HTMLElement>(controls)) {
        if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        const { width, height, left, right } = control.getBoundingClientRect();
        const name = control.textContent || control.getAttribute("aria-label") || control.outerHTML;
        const said = `"${name.slice(0, 40)}"`;
        if (Math.min(width, height) < least) {
          faults.push(`small: ${said} is ${Math.round(width)} × ${Math.round(height)} px`);
        }
        if (left < 0 || right > innerWidth + 0.5) faults.push(`cut off: ${said}`);
      }
      return faults;
    },
    { language, least: LEAST_TARGET },
  );
}

const NAMED = ["button", "link", "switch", "textbox", "checkbox", "combobox", "image"];

/** Controls and pictures that a screen reader could not say, as Chromium itself computes names. */
async function nameFaults(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter(({ ignored, role }) => !ignored && NAMED.includes(String(role?.value)))
    .filter(({ name }) => !String(name?.value ?? "").trim())
    .map(({ role, backendDOMNodeId }) => `nameless: ${role?.value} (node ${backendDOMNodeId})`);
}

/** Text against the pixels it really lies on: the page is pictured once more without its text. */
async function contrastFaults(page: Page): Promise<string[]> {
  const texts = await textsOf(page);
  await inkless(page, true);
  const picture = await shot(page, { animations: "disabled" });
  await inkless(page, false);
  return worstContrasts(page.context().browser(), picture.toString("base64"), texts);
}

/** Visible runs of text; one that is covered at its middle is not visible. */
function textsOf(page: Page): Promise<Text[]> {
  return page.evaluate(() => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const words = node.textContent?.trim() ?? "";
      if (words === "" || !parent?.checkVisibility({ visibilityProperty: true })) continue;
      let opacity = 1;
      for (let at: Element | null = parent; at !== null; at = at.parentElement) {
        opacity *= Number(getComputedStyle(at).opacity);
      }
      if (opacity < 0.05) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { x, y, width, height } of range.getClientRects()) {
        const [middleX, middleY] = [x + width / 2, y + height / 2];
        const top = document.elementFromPoint(middleX, middleY);
        const isSeen = top !== null && (parent.contains(top) || top.contains(parent));
        if (width < 2 || height < 2 || !isSeen) continue;
        const { color: colour } = getComputedStyle(parent);
        texts.push({ words: words.slice(0, 40), colour, opacity, x, y, width, height });
      }
    }
    return texts;
  });
}

/** Take all text's colour away, or give it back. */
async function inkless(page: Page, isInkless: boolean): Promise<void> {
  await page.evaluate((isInkless) => {
    const root = document.documentElement;
    if (!isInkless) {
      document.querySelector("style[data-inkless]")?.remove();
      return;
    }
    const style = document.createElement("style");
    style.dataset.inkless = "";
    style.textContent =
      "*, *::before, *::after { color: transparent !important; transition: none !important; -webkit-text-fill-color: transparent !important; }";
    root.append(style);
  }, isInkless);
}

const readers = new WeakMap<Browser, Promise<Page>>();

/** In an empty page of the same browser, which can read pictures: one line for each faint text. */
async function worstContrasts(
  browser: Browser | null,
  picture: string,
  texts: readonly Text[],
): Promise<string[]> {
  if (browser === null) throw new Error("contrast: expected a browser");
  const reader = readers.get(browser) ?? browser.newPage();
  readers.set(browser, reader);
  return (await reader).evaluate(
    async ({ picture, texts, least }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const brush = canvas.getContext("2d", { willReadFrequently: true });
      if (brush === null) throw new Error("contrast: expected a canvas");
      const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
      const light = (rgb: readonly number[]) => {
        const [r = 0, g = 0, b = 0] = rgb.map((c) => linear(c / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const pixel = (colour: string) => {
        brush.clearRect(0, 0, 1, 1);
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
        return brush.getImageData(0, 0, 1, 1).data;
      };
      const inks = texts.map(({ colour }) => pixel(colour));
      brush.drawImage(image, 0, 0);
      const faults: string[] = [];
      texts.forEach(({ words, opacity, x, y, width, height }, n) => {
        const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
        const [right, bottom] = [
          Math.min(image.width, Math.ceil(x + width)),
          Math.min(image.height, Math.ceil(y + height)),
        ];
        if (right <= left || bottom <= top) return;
        const ink = inks[n] ?? [0, 0, 0, 0];
        const alpha = ((ink[3] ?? 255) / 255) * opacity;
        const { data } = brush.getImageData(left, top, right - left, bottom - top);
        let worst = 99;
        for (let i = 0; i < data.length; i += 4) {
          const under = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
          const over = under.map((c, k) => alpha * (ink[k] ?? 0) + (1 - alpha) * c);
          const [a, b] = [light(over), light(under)];
          worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
        }
        if (worst < least) faults.push(`faint: "${words}" has a contrast of ${worst.toFixed(2)}`);
      });
      return faults;
    },
    { picture, texts, least: LEAST_CONTRAST },
  );
}
