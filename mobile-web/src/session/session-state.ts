/** Everything a page shows about a walk in progress. */
import type { Position } from "../domain/pose";
import type { Walk, ZoneWeight } from "../domain/walk";
import { ACCESS_OFF, type Access, type Sense } from "../sensors/access";
import type { HeadingSource } from "../sensors/compass";
import type { ConnectionState, Meters } from "../transport/link-messages";

export type Phase = "ready" | "starting" | "walking" | "stopped";

export interface SessionState {
  readonly phase: Phase;
  readonly connection: ConnectionState;
  readonly words: string; // what the connection has to say; empty when all is well
  readonly access: Readonly<Record<Sense, Access>>;
  readonly contextRateHz: number | null;
  readonly meters: Meters | null;
  readonly walk: Walk | null;
  readonly zones: readonly ZoneWeight[];
  readonly stageDeg: readonly [number, number]; // azimuths of the two virtual speakers
  readonly position: Position | null; // as the server places the walker
  readonly accuracyM: number | null;
  readonly headingDeg: number | null; // as the device says now
  readonly headingSource: HeadingSource | "camera";
}

export const INITIAL_STATE: SessionState = {
  phase: "ready",
  connection: "closed",
  words: "",
  access: { audio: ACCESS_OFF, microphone: ACCESS_OFF, motion: ACCESS_OFF, location: ACCESS_OFF },
  contextRateHz: null,
  meters: null,
  walk: null,
  zones: [],
  stageDeg: [-30, 30],
  position: null,
  accuracyM: null,
  headingDeg: null,
  headingSource: "none",
};
