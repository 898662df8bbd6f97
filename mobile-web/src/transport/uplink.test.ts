import { beforeEach, describe, expect, test } from "vitest";
import type { CapturePacket } from "../audio/capture-messages";
import type { EncoderMaker } from "../audio/encoder";
import { decodePacket } from "../protocol/codec";
import { decodePose } from "../protocol/pose-payload";
import { PacketKind } from "../protocol/wire";
import { type Carrier, Uplink } from "./uplink";

const MAKER: EncoderMaker = {
  codec: "opus",
  name: "wasm",
  make: (encoded) => ({
    encode: (_, startFrame) => encoded(Uint8Array.of(1, 2, 3), startFrame),
    close: () => undefined,
  }),
};
const POSE = {
  timeUs: 5,
  point: { kind: "local", eastM: 1, northM: 2, upM: 0 },
  accuracyM: null,
  headingDeg: 90,
  headingAccuracyDeg: null,
  speedMps: null,
} as const;

class FakeCarrier implements Carrier {
  isOpen = true;
  isHeard = true;
  bufferedBytes = 0;
  readonly sent: Uint8Array[] = [];

  sendBinary(bytes: Uint8Array<ArrayBuffer>): void {
    this.sent.push(bytes);
  }
}

/** A capture's end of the port. */
class FakePort {
  onmessage: ((event: MessageEvent<CapturePacket>) => void) | null = null;
  readonly returned: unknown[] = [];
  isClosed = false;

  postMessage(message: unknown): void {
    this.returned.push(message);
  }

  close(): void {
    this.isClosed = true;
  }

  capture(packet: number, level = 0.5): void {
    const samples = new Float32Array(960).fill(level);
    this.onmessage?.({
      data: { samples, startFrame: packet * 960 },
    } as MessageEvent<CapturePacket>);
  }
}

let carrier: FakeCarrier;
let port: FakePort;
let uplink: Uplink;

beforeEach(() => {
  carrier = new FakeCarrier();
  port = new FakePort();
  uplink = new Uplink(carrier, MAKER);
  uplink.attach(port as unknown as MessagePort);
});

describe("microphone packets", () => {
  test("are numbered and stamped, and their buffers go back", () => {
    for (let packet = 0; packet < 3; packet++) port.capture(packet);
    const packets = carrier.sent.map(decodePacket);
    expect(packets.map(({ sequenceNumber }) => sequenceNumber)).toEqual([0, 1, 2]);
    expect(packets.map(({ startFrame }) => startFrame)).toEqual([0, 960, 1920]);
    expect(packets.every(({ kind }) => kind === PacketKind.mic)).toBe(true);
    expect(port.returned.length).toBe(3);
    expect(uplink.micLevel).toBeCloseTo(0.5);
  });

  test("are dropped and counted while more than 8 kB wait, and their numbers are skipped", () => {
    port.capture(0);
    carrier.bufferedBytes = 8193;
    port.capture(1);
    carrier.bufferedBytes = 0;
    port.capture(2);
    const numbers = carrier.sent.map((bytes) => decodePacket(bytes).sequenceNumber);
    expect(numbers).toEqual([0, 2]);
    expect(uplink.dropped).toBe(1);
  });

  test("are not sent to a server that has fallen silent", () => {
    carrier.isHeard = false;
    port.capture(0);
    expect(carrier.sent).toEqual([]);
    expect(port.returned.length).toBe(1);
  });

  test("count from zero on a new connection, media time goes on", () => {
    port.capture(0);
    uplink.restart();
    port.capture(1);
    expect(carrier.sent.map(decodePacket).at(-1)).toMatchObject({
      sequenceNumber: 0,
      startFrame: 960,
    });
  });

  test("end with the capture", () => {
    uplink.detach();
    expect(port.isClosed).toBe(true);
    expect(uplink.micLevel).toBe(0);
  });
});

describe("poses", () => {
  test("are sent as they are", () => {
    uplink.sendPose(POSE);
    const [bytes] = carrier.sent;
    expect(bytes && decodePose(decodePacket(bytes))).toEqual(POSE);
  });

  test("are dropped while the network is full or closed", () => {
    carrier.bufferedBytes = 10_000;
    uplink.sendPose(POSE);
    carrier.bufferedBytes = 0;
    carrier.isOpen = false;
    uplink.sendPose(POSE);
    expect(carrier.sent).toEqual([]);
  });
});
