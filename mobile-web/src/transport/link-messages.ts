/** What the page and the link's worker say to each other. */
import type { SoundOutlet } from "../audio/playback";
import type { Door, MicSetting } from "../domain/door";
import type { Pose } from "../domain/pose";
import type { CloseReason } from "../protocol/close-code";
import type { EventMessage, StateMessage, WaitMessage, WelcomeMessage } from "../protocol/control";
import type { CodecName } from "../protocol/wire";

/** Whom to walk with, and how. */
export interface LinkOptions {
  readonly url: string;
  readonly walk: string;
  readonly door: Door;
  readonly mic: MicSetting;
  readonly resume: string | null;
  readonly codec: CodecName;
  readonly accessCode?: string | null;
}

export type ConnectionState = "connecting" | "open" | "waiting" | "reconnecting" | "closed";

/** Health of sound and network, four times a second. Levels are RMS, 0..1. */
export interface Meters {
  readonly fillMs: number;
  readonly targetMs: number;
  readonly playedFrames: number;
  readonly concealedFrames: number;
  readonly underruns: number;
  readonly jumps: number;
  readonly latePackets: number;
  readonly level: number;
  readonly micLevel: number;
  readonly micDropped: number;
  readonly rttMs: number | null;
  readonly encoder: string;
  readonly bytes: number; // both ways and what the link itself loaded, since the page was opened
}

export type LinkOrder =
  | { readonly type: "open"; readonly options: LinkOptions; readonly outlet: SoundOutlet }
  | { readonly type: "pose"; readonly pose: Pose }
  | { readonly type: "mic"; readonly setting: MicSetting }
  | { readonly type: "capture"; readonly port: MessagePort }
  | { readonly type: "outlet"; readonly outlet: SoundOutlet }
  | { readonly type: "audition"; readonly model: string; readonly values: readonly number[] | null }
  | { readonly type: "nudge" }
  | { readonly type: "close" };

/** How the connection stands. */
export interface ConnectionReport {
  readonly type: "connection";
  readonly state: ConnectionState;
  readonly closing: CloseReason | null; // why it was last lost, until it is open again
  readonly place: number | null; // in the queue of a full server
  readonly words: string; // what the server itself said of it, in its own language
}

export type LinkReport =
  | ConnectionReport
  | { readonly type: "meters"; readonly meters: Meters }
  | WelcomeMessage
  | WaitMessage
  | StateMessage
  | EventMessage;
