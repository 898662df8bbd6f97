/** Headless Chromium with a microphone that plays a file, as a walker's phone would be. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const MIC = fileURLToPath(new URL("../data/audio/street-and-voice.wav", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../out/browser/", import.meta.url));
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--autoplay-policy=no-user-gesture-required",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const FAKE_MIC = [
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-audio-capture=${MIC}`,
];

/** Launch the Chromium named by CHROMIUM; `withMic` false leaves every media prompt refused. */
export function launch(withMic = true): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const args = withMic ? [...FLAGS, ...FAKE_MIC] : FLAGS;
  return chromium.launch({ executablePath, args, headless: true });
}

/** Gather what a page complains of; a healthy one says nothing. */
export function complaints(page: Page): string[] {
  const said: string[] = [];
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") said.push(message.text());
  });
  return said;
}

/** Keep a picture of the page for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png` });
}
