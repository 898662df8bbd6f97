/** JSON control messages, both directions (backend/PROTOCOL.md, "control"). */
import type { Door, MicSetting } from "../domain/door";
import type { Position } from "../domain/pose";
import type { Walk, ZoneWeight } from "../domain/walk";
import type { Words } from "../words/words";
import { JsonObject } from "./json";
import { readPosition, readWalk } from "./walk-json";
import { type CodecName, WIRE_VERSION, WireError } from "./wire";

export type ClientMessage =
  | {
      readonly type: "hello";
      readonly walk: string;
      readonly door: Door;
      readonly mic: MicSetting;
      readonly codecUp: CodecName;
      readonly codecDown: CodecName;
      readonly resume: string | null;
      readonly accessCode?: string | null;
    }
  | {
      /** On a draft: let latents sound instead of the ground; `null` gives it back. */
      readonly type: "audition";
      readonly model: string;
      readonly values: readonly number[] | null;
    }
  | { readonly type: "mic"; readonly setting: MicSetting }
  | { readonly type: "ping"; readonly timeMs: number }
  | {
      readonly type: "stats";
      readonly concealedRatio: number;
      readonly fillMs: number;
      readonly targetMs: number;
    }
  | { readonly type: "bye" };

/** What the server says about the walker, four times a second. */
export interface StateMessage {
  readonly type: "state";
  readonly position: Position | null;
  readonly headingDeg: number | null;
  /** Azimuths of the two virtual speakers, left and right. */
  readonly stageDeg: readonly [number, number];
  readonly zones: readonly ZoneWeight[];
  readonly levelDb: number | null;
  readonly micLevelDb: number | null;
  /** On a draft, by model: what was decoded last, standard deviations. */
  readonly latents: Readonly<Record<string, readonly number[]>>;
  /** Of all sound, 0..1: hushes and pace turn it down. */
  readonly gain: number;
}

/** What a rule set off. */
export interface EventMessage {
  readonly type: "event";
  /** A text to speak and write. */
  readonly say: Words | null;
  /** The id of a located recording to play once. */
  readonly play: string | null;
  /** The name of one of the client's recorded cues. */
  readonly cue: string | null;
}

export interface WelcomeMessage {
  readonly type: "welcome";
  readonly session: string;
  readonly resume: string;
  readonly isResumed: boolean;
  readonly walk: Walk;
}

/** There is no room yet; the walk's common ground is heard meanwhile. */
export interface WaitMessage {
  readonly type: "wait";
  /** In the line, from 1. */
  readonly place: number;
  /** Brings the place back; `null` from servers that keep none. */
  readonly resume: string | null;
  /** Azimuths of the two virtual speakers of what is heard. */
  readonly stageDeg: readonly [number, number];
}

export type ServerMessage =
  | WelcomeMessage
  | StateMessage
  | EventMessage
  | { readonly type: "pong"; readonly timeMs: number }
  | WaitMessage
  | { readonly type: "error"; readonly code: string; readonly message: string }
  | { readonly type: "unknown"; readonly name: string };

/** Write a message as JSON text. */
export function encodeMessage(message: ClientMessage): string {
  return JSON.stringify(wireForm(message));
}

function wireForm(message: ClientMessage): object {
  switch (message.type) {
    case "hello":
      return {
        type: "hello",
        version: WIRE_VERSION,
        walk: message.walk,
        door: message.door,
        mic: message.mic,
        codec_up: message.codecUp,
        codec_down: message.codecDown,
        ...(message.resume === null ? {} : { resume: message.resume }),
        ...(message.accessCode ? { access_code: message.accessCode } : {}),
      };
    case "ping":
      return { type: "ping", time_ms: message.timeMs };
    case "stats":
      return {
        type: "stats",
        concealed_ratio: message.concealedRatio,
        fill_ms: message.fillMs,
        target_ms: message.targetMs,
      };
    case "mic":
    case "audition":
    case "bye":
      return message;
    default:
      return message satisfies never;
  }
}

/** Read a message. A type this version does not know is `unknown`; anything malformed raises `WireError`. */
export function decodeMessage(text: string): ServerMessage {
  const message = new JsonObject(parseJson(text), "message");
  const type = message.string("type");
  switch (type) {
    case "welcome":
      return {
        type,
        session: message.string("session"),
        resume: message.string("resume"),
        isResumed: message.booleanOr("resumed", false),
        walk: readWalk(message.object("walk")),
      };
    case "state":
      return readState(message);
    case "event":
      return readEvent(message);
    case "pong":
      return { type, timeMs: message.number("time_ms") };
    case "wait":
      return readWait(message);
    case "error":
      return { type, code: message.string("code"), message: message.stringOr("message", "") };
    default:
      return { type: "unknown", name: type };
  }
}

function readState(message: JsonObject): StateMessage {
  const position = message.objectOrNull("position");
  return {
    type: "state",
    position: position === null ? null : readPosition(position),
    headingDeg: message.numberOr("heading_deg", null),
    zones: message.objects("zones").map((zone) => ({
      id: zone.string("id"),
      weight: zone.number("weight"),
    })),
    stageDeg: readStage(message.list("stage_deg")),
    levelDb: message.numberOr("level_db", null),
    micLevelDb: message.numberOr("mic_level_db", null),
    latents: readLatents(message.objectOrNull("latents")),
    gain: message.numberOr("gain", 1),
  };
}

function readWait(message: JsonObject): WaitMessage {
  return {
    type: "wait",
    place: message.number("place"),
    resume: message.stringOr("resume", "") || null,
    stageDeg: readStage(message.list("stage_deg")),
  };
}

function readEvent(message: JsonObject): EventMessage {
  const say = message.wordsOr("say", "");
  return {
    type: "event",
    say: say === "" ? null : say,
    play: message.stringOr("play", "") || null,
    cue: message.stringOr("cue", "") || null,
  };
}

/** What is no list of numbers is left out. */
function readLatents(models: JsonObject | null): StateMessage["latents"] {
  return Object.fromEntries(
    (models?.entries() ?? []).flatMap(([model, values]) =>
      Array.isArray(values) && values.every((value) => typeof value === "number")
        ? [[model, values as number[]]]
        : [],
    ),
  );
}

function readStage([left, right]: readonly unknown[]): readonly [number, number] {
  return typeof left === "number" && typeof right === "number" ? [left, right] : [-30, 30];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireError(`message: expected JSON, got ${text.slice(0, 60)}`, { cause });
  }
}
