/** Listening until something is so. */
import type { Page } from "playwright-core";
import { capture } from "./hooks";
import { levelDb } from "./measure";

export const SOUNDING_DB = -50;
export const SILENT_DB = -70;

/** Wait until the page can be heard. */
export function untilHeard(page: Page): Promise<void> {
  return untilLevel(page, (db) => db > SOUNDING_DB, `over ${SOUNDING_DB} dBFS`);
}

/** Wait until the page has gone silent. */
export function untilSilent(page: Page): Promise<void> {
  return untilLevel(page, (db) => db < SILENT_DB, `under ${SILENT_DB} dBFS`);
}

async function untilLevel(page: Page, claim: (db: number) => boolean, said: string): Promise<void> {
  const end = Date.now() + 30_000; // a lost place is held for ten seconds, then fades for three
  for (;;) {
    const db = levelDb(await capture(page, 0.3));
    if (claim(db)) return;
    if (Date.now() > end) throw new Error(`expected ${said}, heard ${db.toFixed(1)}`);
  }
}
