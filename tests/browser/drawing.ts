/** A hand at the editor's ground: pixels from its middle, rings drawn, sounds let go of. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const WAV = fileURLToPath(new URL("../data/audio/street-and-voice.wav", import.meta.url));
const SOUND_BYTES = 44 + 2 * 48_000 * 2; // two seconds of mono

/** Right of and below the middle of the ground, pixels. */
export type Corner = readonly [number, number];

/** The same on the page. */
export async function at(page: Page, [right, below]: Corner): Promise<[number, number]> {
  const box = await page.locator(".ground").boundingBox();
  if (box === null) throw new Error("expected the ground on the page");
  return [box.x + box.width / 2 + right, box.y + box.height / 2 + below];
}

/** Draw with a tool; the last click closes on the first corner. */
export async function draw(page: Page, tool: string, corners: readonly Corner[]): Promise<void> {
  await page.locator(`[data-action=${tool}]`).click();
  for (const corner of [...corners, ...corners.slice(0, 1)]) {
    const [x, y] = await at(page, corner);
    await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.click(x, y);
  }
}

/** Let go of a sound file over the ground, as from a folder of the desktop. */
export async function drop(page: Page, spot: Corner, name: string): Promise<void> {
  const [clientX, clientY] = await at(page, spot);
  const bytes = readFileSync(WAV).subarray(0, SOUND_BYTES).toString("base64");
  await page.evaluate(
    ({ bytes, name, clientX, clientY }) => {
      const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], name, { type: "audio/wav" }));
      const where = { dataTransfer, clientX, clientY, bubbles: true, cancelable: true };
      const ground = document.elementFromPoint(clientX, clientY);
      ground?.dispatchEvent(new DragEvent("dragover", where));
      ground?.dispatchEvent(new DragEvent("drop", where));
    },
    { bytes, name, clientX, clientY },
  );
}
