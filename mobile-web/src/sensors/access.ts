/** What the walker let us use, and why not where they (or the phone) did not; words live in the pages. */

export type Sense = "audio" | "microphone" | "motion" | "location";
export const SENSES: readonly Sense[] = ["audio", "microphone", "motion", "location"];

/** `off`: not wanted now; `waiting`: a prompt is open or the first value has not come. */
export type AccessState = "off" | "waiting" | "ready" | "refused" | "missing";

/**
 * Why a sense is not all it could be.
 *
 * `refused` by walker or browser · `missing` from device or browser · `blocked` until a tap ·
 * `busy` in another app · `muted` by the system · `headset-mic` sounds like a telephone ·
 * `no-fix` allowed, but no position yet · `approximate` position of a kilometre or more.
 */
export const REASONS = {
  audio: ["blocked", "missing"],
  microphone: ["refused", "missing", "busy", "muted", "headset-mic"],
  motion: ["refused", "missing"],
  location: ["refused", "missing", "no-fix", "approximate"],
} as const satisfies Readonly<Record<Sense, readonly string[]>>;

/** The reasons one sense can have; a catalogue typed by it cannot forget one. */
export type ReasonOf<S extends Sense> = (typeof REASONS)[S][number];
export type Reason = ReasonOf<Sense>;

/** One sense's state; `reason` is `null` where nothing needs saying. */
export interface Access {
  readonly state: AccessState;
  readonly reason: Reason | null;
}

export const ACCESS_OFF: Access = { state: "off", reason: null };
export const ACCESS_WAITING: Access = { state: "waiting", reason: null };
export const ACCESS_READY: Access = { state: "ready", reason: null };
export const ACCESS_REFUSED: Access = { state: "refused", reason: "refused" };
export const ACCESS_MISSING: Access = { state: "missing", reason: "missing" };
export const ACCESS_BLOCKED: Access = { state: "refused", reason: "blocked" };
