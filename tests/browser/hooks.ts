/** What the tests use of `window.latentwalk` (documented in mobile-web/src/session/hooks.ts). */
import type { Page } from "playwright-core";

export interface HookState {
  phase: string;
  connection: string;
  words: string;
  contextRate: number | null;
  concealedFrames: number;
  playedFrames: number;
  zones: { id: string; weight: number }[];
  position: { eastM: number; northM: number; upM: number } | null;
  headingDeg: number | null;
  micState: string;
  micLevelDb: number | null;
}

export interface Sound {
  rateHz: number;
  left: number[];
  right: number[];
}

interface Hooks {
  state(): HookState;
  capture(seconds: number): Promise<Sound>;
  debug: {
    setPosition(eastM: number, northM: number, upM?: number): void;
    setHeading(headingDeg: number): void;
  } | null;
}

type Hooked = typeof globalThis & { latentwalk?: Hooks };

// Only functions cross into the page: its Content-Security-Policy forbids evaluating strings.

/** Read the page's state. */
export function stateOf(page: Page): Promise<HookState> {
  return page.evaluate(() => {
    const hooks = (globalThis as Hooked).latentwalk;
    if (hooks === undefined) throw new Error("the page published no window.latentwalk");
    return hooks.state();
  });
}

/** Record what the page really plays. */
export function capture(page: Page, seconds: number): Promise<Sound> {
  return page.evaluate((length) => {
    const hooks = (globalThis as Hooked).latentwalk;
    if (hooks === undefined) throw new Error("the page published no window.latentwalk");
    return hooks.capture(length);
  }, seconds);
}

/** Move the indoor camera. */
export function teleport(page: Page, eastM: number, northM: number): Promise<void> {
  return page.evaluate(
    ([east, north]) => {
      const debug = (globalThis as Hooked).latentwalk?.debug;
      if (!debug) throw new Error("the page offers no teleport");
      debug.setPosition(east, north);
    },
    [eastM, northM] as const,
  );
}

/** Wait until the page's state satisfies `claim`; says the last state when it never does. */
export async function until(
  page: Page,
  claim: (state: HookState) => boolean,
  timeoutMs = 30_000,
): Promise<HookState> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const state = await stateOf(page);
    if (claim(state)) return state;
    if (Date.now() > end) throw new Error(`still not so: ${claim} in ${JSON.stringify(state)}`);
    await page.waitForTimeout(50);
  }
}

/** Wait until the walker stands well inside zone `id`. */
export function untilIn(page: Page, id: string): Promise<HookState> {
  return until(page, (state) => state.zones.some((zone) => zone.id === id && zone.weight > 0.9));
}
