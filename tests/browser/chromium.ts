/** Headless Chromium with a microphone that plays a file, as a walker's phone would be. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page, type PageScreenshotOptions } from "playwright-core";

const MIC = fileURLToPath(new URL("../data/audio/street-and-voice.wav", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../out/browser/", import.meta.url));

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
  "--use-fake-device-for-media-stream", // each page's permissions still decide
  `--use-file-for-fake-audio-capture=${MIC}`,
];

function executable(): string {
  return process.env.CHROMIUM ?? "/usr/bin/chromium";
}

/** Launch the Chromium named by CHROMIUM. */
export function launch(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: executable(),
    args: [...FLAGS, ...flags],
    headless: true,
  });
}

/** A browser whose tabs hide when another comes to the front; playwright keeps its own awake. */
export class TabbedBrowser {
  private constructor(
    readonly browser: Browser,
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {}

  static async launch(): Promise<TabbedBrowser> {
    const profile = mkdtempSync(join(tmpdir(), "latentwalk-profile-"));
    const own = ["--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
    const child = spawn(executable(), [...FLAGS, ...own]);
    const browser = await chromium.connectOverCDP(await debuggerOf(child), { noDefaults: true });
    return new TabbedBrowser(browser, child, profile);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    const session = await this.browser.newBrowserCDPSession();
    await session.send("Browser.close");
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function debuggerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (text: Buffer) => {
      said += text.toString();
      const found = /ws:\/\/\S+/.exec(said);
      if (found !== null) resolve(found[0]);
    });
    child.once("exit", (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)));
  });
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

const SHOTS = 4; // Chromium drops a frame now and then where it draws without a GPU

/** Take a picture of the page, as PNG. */
export async function shot(page: Page, options: PageScreenshotOptions = {}): Promise<Buffer> {
  for (let left = SHOTS - 1; ; left -= 1) {
    try {
      return await page.screenshot(options);
    } catch (error) {
      if (left === 0 || !String(error).includes("Unable to capture screenshot")) throw error;
      await page.waitForTimeout(250);
    }
  }
}

/** Keep a picture of the page for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(`${PICTURES}${name}.png`, await shot(page));
}
