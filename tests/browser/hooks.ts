/** What the tests use of `window.latentwalk` (documented in mobile-web/src/session/hooks.ts). */
import type { Page } from "playwright-core";

export interface HookState {
  phase: string;
  connection: string;
  words: string;
  silence: string;
  hasBegun: boolean;
  hasStepped: boolean;
  isPositionStale: boolean;
  wakeLock: string;
  firstSoundMs: number | null;
  firstSoundAfterAnswersMs: number | null;
  contextRate: number | null;
  concealedFrames: number;
  jumps: number;
  playedFrames: number;
  contextTimeS: number;
  zones: { id: string; weight: number }[];
  position: { eastM: number; northM: number; upM: number } | null;
  headingDeg: number | null;
  micState: string;
  levelDb: number | null;
  micLevelDb: number | null;
}

export interface Sound {
  rateHz: number;
  left: Float32Array;
  right: Float32Array;
}

interface Hooks {
  state(): HookState;
  capture(seconds: number): Promise<{ rateHz: number; left: number[]; right: number[] }>;
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
export async function capture(page: Page, seconds: number): Promise<Sound> {
  const { rateHz, left, right } = await page.evaluate(async (length) => {
    const hooks = (globalThis as Hooked).latentwalk;
    if (hooks === undefined) throw new Error("the page published no window.latentwalk");
    const sound = await hooks.capture(length);
    // Numbers are written out in decimals on their way here: bytes are ten times faster.
    const packed = (samples: number[]): Promise<string> =>
      new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
        reader.readAsDataURL(new Blob([new Float32Array(samples)]));
      });
    const [left, right] = await Promise.all([packed(sound.left), packed(sound.right)]);
    return { rateHz: sound.rateHz, left, right };
  }, seconds);
  return { rateHz, left: unpacked(left), right: unpacked(right) };
}

const WHOLE_WITHIN_MS = 60_000; // the client's own buffer has grown to what the machine needs by then
const TOLD_MS = 500; // what the server missed is heard by then, what the page concealed is counted

/**
 * Record until nothing was made up in a recording: on a starved machine the engine misses a block, or a
 * packet is late, now and then. Server and client hide that and count it; what is heard otherwise is
 * the stream itself. (A gap is bridged with sound that turns back: no step, but a corner.)
 */
export async function captureWhole(page: Page, seconds: number): Promise<Sound> {
  const end = Date.now() + WHOLE_WITHIN_MS;
  for (;;) {
    const before = await madeUp(page);
    await page.waitForTimeout(TOLD_MS);
    const sound = await capture(page, seconds);
    await page.waitForTimeout(TOLD_MS);
    const after = await madeUp(page);
    if (after === before) return sound;
    if (Date.now() > end) throw new Error(`never whole: ${before}, then ${after}`);
  }
}

/** What was not the stream itself so far, as one line to compare. */
async function madeUp(page: Page): Promise<string> {
  const answer = await page.request.get("/api/health");
  const { blocks_missed: missed } = (await answer.json()) as { blocks_missed: number };
  const { concealedFrames, jumps } = await stateOf(page);
  return JSON.stringify({ missed, concealedFrames, jumps });
}

function unpacked(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
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
  return until(page, (state) => weightIn(state, id) > 0.9);
}

/** How much of the sound is the zone's, 0..1. */
export function weightIn({ zones }: HookState, id: string): number {
  return zones.find((zone) => zone.id === id)?.weight ?? 0;
}
