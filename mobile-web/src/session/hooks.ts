/**
 * `window.latentwalk`: what tests and the curious may read and do. Nothing in the client uses it.
 *
 * - `state()` — a plain snapshot, see `HookState`.
 * - `capture(seconds)` — what the playback worklet really plays, as plain arrays.
 * - `start(mic)` / `stop()` / `wake()` — what the buttons do.
 * - `debug.setPosition(eastM, northM, upM?)`, `debug.setHeading(deg)` — indoors: teleport the camera.
 */
import { DOORS, type Door } from "../domain/door";
import type { Position } from "../domain/pose";
import type { ZoneWeight } from "../domain/walk";
import type { Session } from "./session";

export interface HookState {
  readonly door: Door;
  readonly doors: readonly Door[];
  readonly phase: string;
  readonly connection: string;
  readonly closing: string | null;
  readonly words: string;
  readonly silence: string;
  readonly hasBegun: boolean;
  readonly hasStepped: boolean;
  readonly isPositionStale: boolean;
  readonly wakeLock: string;
  /** From the tap, and from the last prompt's answer, to the first sound; the latter may be negative. */
  readonly firstSoundMs: number | null;
  readonly firstSoundAfterAnswersMs: number | null;
  readonly contextRate: number | null;
  readonly fillMs: number | null;
  readonly targetMs: number | null;
  readonly concealedFrames: number;
  readonly playedFrames: number;
  readonly underruns: number;
  readonly jumps: number;
  readonly latePackets: number;
  readonly contextTimeS: number;
  readonly zones: readonly ZoneWeight[];
  readonly position: Position | null;
  readonly headingDeg: number | null;
  readonly headingSource: string;
  readonly accuracyM: number | null;
  readonly micState: string;
  readonly encoder: string | null;
  readonly rttMs: number | null;
  readonly levelDb: number | null;
  readonly micLevelDb: number | null;
}

/** Moves the indoor camera. */
export interface Teleport {
  setPosition(eastM: number, northM: number, upM?: number): void;
  setHeading(headingDeg: number): void;
}

export interface Hooks {
  state(): HookState;
  capture(seconds: number): Promise<{ rateHz: number; left: number[]; right: number[] }>;
  start(mic?: boolean): Promise<void>;
  stop(): Promise<void>;
  wake(): void;
  readonly debug: Teleport | null;
}

declare global {
  interface Window {
    latentwalk?: Hooks;
  }
}

/** Publish the hooks of a session. */
export function publishHooks(session: Session, debug: Teleport | null): void {
  window.latentwalk = {
    state: () => snapshot(session),
    capture: async (seconds) => {
      if (session.playback === null) throw new Error("capture: expected a started session");
      const { left, right } = await session.playback.record(seconds);
      const rateHz = session.store.value.contextRateHz ?? 0;
      return { rateHz, left: Array.from(left), right: Array.from(right) };
    },
    start: (mic = session.options.door === "outdoor") => session.start(mic),
    stop: () => session.stop(),
    wake: () => session.wakeSound(),
    debug,
  };
}

/** Level of an RMS in decibels below full scale; `null` in silence, which JSON can carry. */
export function levelDbOf(rms: number): number | null {
  return rms > 0 ? 20 * Math.log10(rms) : null;
}

function snapshot(session: Session): HookState {
  const state = session.store.value;
  const { meters } = state;
  return {
    door: session.options.door,
    doors: DOORS,
    phase: state.phase,
    connection: state.connection,
    closing: state.closing,
    words: state.words,
    silence: state.silence,
    hasBegun: state.hasBegun,
    hasStepped: state.hasStepped,
    isPositionStale: state.isPositionStale,
    wakeLock: state.wakeLock,
    ...session.openingTimes,
    contextRate: state.contextRateHz,
    fillMs: meters?.fillMs ?? null,
    targetMs: meters?.targetMs ?? null,
    concealedFrames: meters?.concealedFrames ?? 0,
    playedFrames: meters?.playedFrames ?? 0,
    underruns: meters?.underruns ?? 0,
    jumps: meters?.jumps ?? 0,
    latePackets: meters?.latePackets ?? 0,
    contextTimeS: session.contextTimeS,
    zones: state.zones,
    position: state.position,
    headingDeg: state.headingDeg,
    headingSource: state.headingSource,
    accuracyM: state.accuracyM,
    micState: state.access.microphone.state,
    encoder: meters?.encoder ?? null,
    rttMs: meters?.rttMs ?? null,
    levelDb: levelDbOf(meters?.level ?? 0),
    micLevelDb: levelDbOf(meters?.micLevel ?? 0),
  };
}
