/** Everything a page shows about a walk in progress. */
import type { Position } from "../domain/pose";
import type { Walk, ZoneWeight } from "../domain/walk";
import type { CloseReason } from "../protocol/close-code";
import type { EventMessage } from "../protocol/control";
import { ACCESS_OFF, type Access, type Sense } from "../sensors/access";
import type { HeadingSource } from "../sensors/compass";
import type { WakeLockState } from "../sensors/wake-lock";
import type { ConnectionState, Meters } from "../transport/link-messages";

/** `route`: headphones went; `interrupted`: a call or Siri; `stalled`: the browser stopped the clock. */
export type Silence = "none" | "route" | "interrupted" | "stalled";

export type Phase = "ready" | "starting" | "walking" | "stopped";

export interface SessionState {
  readonly phase: Phase;
  readonly connection: ConnectionState;
  readonly closing: CloseReason | null; // why the connection was last lost, until it is open again
  readonly place: number | null; // in the queue of a full server
  readonly words: string; // what the server itself said, in its own language
  readonly access: Readonly<Record<Sense, Access>>;
  /** Sound is held back; `wakeSound` in a tap ends it, where it does not end by itself. */
  readonly silence: Silence;
  readonly hasBegun: boolean; // the first sound has been played
  readonly hasStepped: boolean; // at least 2 m from the first usable fix, or the camera moved
  readonly isPositionStale: boolean; // no usable fix for 10 s
  readonly wakeLock: WakeLockState;
  readonly contextRateHz: number | null;
  readonly meters: Meters | null;
  readonly walk: Walk | null;
  readonly isResumed: boolean | null; // as the last welcome says; before it `null`
  readonly zones: readonly ZoneWeight[];
  readonly stageDeg: readonly [number, number]; // azimuths of the two virtual speakers
  readonly levelDb: number | null; // of what the server sends
  readonly gain: number; // of all sound, 0..1: hushes and pace turn it down
  readonly latents: Readonly<Record<string, readonly number[]>>; // by model; on a draft only
  readonly event: EventMessage | null; // what a rule last set off
  readonly position: Position | null; // as the server places the walker
  readonly accuracyM: number | null;
  readonly headingDeg: number | null; // as the device says now
  readonly headingSource: HeadingSource | "camera";
}

export const INITIAL_STATE: SessionState = {
  phase: "ready",
  connection: "closed",
  closing: null,
  place: null,
  words: "",
  access: { audio: ACCESS_OFF, microphone: ACCESS_OFF, motion: ACCESS_OFF, location: ACCESS_OFF },
  silence: "none",
  hasBegun: false,
  hasStepped: false,
  isPositionStale: false,
  wakeLock: "off",
  contextRateHz: null,
  meters: null,
  walk: null,
  isResumed: null,
  zones: [],
  stageDeg: [-30, 30],
  levelDb: null,
  gain: 1,
  latents: {},
  event: null,
  position: null,
  accuracyM: null,
  headingDeg: null,
  headingSource: "none",
};
