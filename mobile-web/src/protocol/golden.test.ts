import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { GeoPoint, LocalPoint, Pose } from "../domain/pose";
import { decodePacket, encodePacket, type Packet } from "./codec";
import { type ClientMessage, decodeMessage, encodeMessage } from "./control";
import { decodePose, posePacket } from "./pose-payload";
import { CodecTag, PacketKind, WireError } from "./wire";

const GOLDEN = new URL("../../../tests/data/wire/", import.meta.url);
const FILES = readdirSync(GOLDEN);
const PACKETS = namesOf(".bin").filter((name) => !name.endsWith("_invalid"));
const BROKEN_PACKETS = namesOf(".bin").filter((name) => name.endsWith("_invalid"));
const FROM_SERVER = [
  ...["welcome", "state", "state_draft", "state_unknown"],
  ...["event", "event_play", "event_cue", "pong", "wait", "wait_bare", "error"],
];
const BROKEN_FROM_SERVER = ["welcome_invalid", "state_invalid", "pong_invalid", "wait_invalid"];

function namesOf(ending: string): string[] {
  return FILES.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
}

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.bin`, GOLDEN)));
}

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.msg.json`, GOLDEN), "utf8");
}

interface GoldenFields {
  readonly kind: "mic" | "stereo" | "pose";
  readonly codec: "opus" | "pcm16";
  readonly channels: number;
  readonly sequence_number: number;
  readonly start_frame: number;
  readonly n_frames: number;
  readonly payload: string;
  readonly time_s: number;
  readonly point: Record<string, number | string> | null;
  readonly heading_deg: number | null;
  readonly accuracy_m: number | null;
  readonly heading_accuracy_deg: number | null;
  readonly speed_mps: number | null;
}

function fieldsOf(name: string): GoldenFields {
  return JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), "utf8"));
}

function pointOf(point: GoldenFields["point"]): GeoPoint | LocalPoint | null {
  if (point === null) return null;
  return point.frame === "geographic"
    ? { kind: "geographic", lonDeg: Number(point.lon_deg), latDeg: Number(point.lat_deg) }
    : {
        kind: "local",
        eastM: Number(point.east_m),
        northM: Number(point.north_m),
        upM: Number(point.up_m),
      };
}

function poseOf(fields: GoldenFields): Pose {
  return {
    timeUs: Math.round(fields.time_s * 1e6),
    point: pointOf(fields.point),
    accuracyM: fields.accuracy_m,
    headingDeg: fields.heading_deg,
    headingAccuracyDeg: fields.heading_accuracy_deg,
    speedMps: fields.speed_mps,
  };
}

function packetOf(fields: GoldenFields): Packet {
  if (fields.kind === "pose") return posePacket(poseOf(fields), fields.sequence_number);
  return {
    kind: PacketKind[fields.kind],
    codec: CodecTag[fields.codec],
    channels: fields.channels,
    sequenceNumber: fields.sequence_number,
    startFrame: fields.start_frame,
    nFrames: fields.n_frames,
    payload: new Uint8Array(Buffer.from(fields.payload, "hex")),
  };
}

test("the golden files are there", () => {
  expect(PACKETS.length).toBeGreaterThanOrEqual(7);
  expect(BROKEN_PACKETS.length).toBeGreaterThanOrEqual(7);
});

describe.each(PACKETS)("packet %s", (name) => {
  const fields = fieldsOf(name);

  test("decodes to its fields", () => {
    const packet = decodePacket(bytesOf(name));
    if (fields.kind === "pose") expect(decodePose(packet)).toEqual(poseOf(fields));
    expect(packet).toEqual(packetOf(fields));
  });

  test("encodes to its bytes", () => {
    const encoded = Buffer.from(encodePacket(packetOf(fields)));
    expect(encoded.toString("hex")).toBe(Buffer.from(bytesOf(name)).toString("hex"));
  });
});

test.each(BROKEN_PACKETS)("broken packet %s is refused", (name) => {
  const read = (): void => {
    const packet = decodePacket(bytesOf(name));
    if (packet.kind === PacketKind.pose) decodePose(packet);
  };
  expect(read).toThrow(WireError);
});

test.each(FROM_SERVER)("message %s is understood", (name) => {
  const message = decodeMessage(textOf(name));
  expect(message.type).toBe(JSON.parse(textOf(name)).type);
});

test("the golden welcome and state give their fields", () => {
  expect(decodeMessage(textOf("welcome"))).toMatchObject({
    session: "00f1e2d3c4b5a697",
    resume: "Zm9yZ2V0LW1lLW5vdA",
    isResumed: false,
    walk: {
      id: "two-grounds",
      frame: "geographic",
      zones: [
        { id: "disc", fadeM: 10, shape: { kind: "circle", eastM: 0, northM: 0, radiusM: 30 } },
        { id: "square", shape: { kind: "polygon", holes: [] } },
      ],
      landmarks: [
        { title: "Sphere", position: { eastM: 0, northM: 0, upM: 1.5 }, radiiM: [1, 1, 1] },
      ],
    },
  });
  expect(decodeMessage(textOf("state"))).toEqual({
    type: "state",
    position: { eastM: 1.5, northM: -2.25, upM: 0 },
    headingDeg: 271.25,
    stageDeg: [-30, 30],
    zones: [
      { id: "disc", weight: 0.75 },
      { id: "square", weight: 0 },
    ],
    levelDb: -23.5,
    micLevelDb: -120,
    latents: {},
    gain: 1,
  });
  expect(decodeMessage(textOf("state_draft"))).toMatchObject({ latents: { voices: [0.5, -1.25] } });
  expect(decodeMessage(textOf("event"))).toMatchObject({ say: { en: "Turn round." }, play: null });
  expect(decodeMessage(textOf("event_cue"))).toMatchObject({ say: null, cue: "hush-road" });
  expect(decodeMessage(textOf("event_play"))).toMatchObject({ say: null, play: "bell" });
  expect(decodeMessage(textOf("wait"))).toEqual({
    type: "wait",
    place: 3,
    resume: "d2FpdC1mb3ItbWU",
    stageDeg: [-75, 75],
  });
  expect(decodeMessage(textOf("wait_bare"))).toEqual({
    type: "wait",
    place: 1,
    resume: null,
    stageDeg: [-30, 30],
  });
});

test.each(BROKEN_FROM_SERVER)("broken message %s is refused", (name) => {
  expect(() => decodeMessage(textOf(name))).toThrow(WireError);
});

const FROM_WALKER: Readonly<Record<string, ClientMessage>> = {
  hello: {
    type: "hello",
    walk: "two-grounds",
    door: "outdoor",
    mic: "sound",
    codecUp: "opus",
    codecDown: "pcm16",
    resume: null,
  },
  mic: { type: "mic", setting: "off" },
  audition: { type: "audition", model: "voices", values: [0.5, -1.25] },
  audition_over: { type: "audition", model: "voices", values: null },
  ping: { type: "ping", timeMs: 12345.5 },
  stats: { type: "stats", concealedRatio: 0.015625, fillMs: 83.25, targetMs: 120 },
  bye: { type: "bye" },
};

test.each(Object.keys(FROM_WALKER))("message %s is written as agreed", (name) => {
  const written = encodeMessage(FROM_WALKER[name] as ClientMessage);
  expect(JSON.parse(written)).toEqual(JSON.parse(textOf(name)));
});

test("a hello that resumes carries its token", () => {
  const { dry_gain: _, ...golden } = JSON.parse(textOf("hello_resume"));
  const hello = { ...FROM_WALKER.hello, resume: "Zm9yZ2V0LW1lLW5vdA" } as ClientMessage;
  expect(JSON.parse(encodeMessage(hello))).toEqual(golden);
});
