import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pose } from "../domain/pose";
import { decodePacket, encodePacket } from "./codec";
import { decodePose, posePacket } from "./pose-payload";
import { CodecTag, HEADER_BYTES, PacketKind, WireError } from "./wire";

const float = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.fround(value) + 0);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const poses: fc.Arbitrary<Pose> = fc.record({
  timeUs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  point: fc.oneof(
    fc.constant(null),
    fc.record({
      kind: fc.constant("geographic" as const),
      lonDeg: float(-180, 180),
      latDeg: float(-90, 90),
    }),
    fc.record({
      kind: fc.constant("local" as const),
      eastM: float(-1e6, 1e6),
      northM: float(-1e6, 1e6),
      upM: float(-1e6, 1e6),
    }),
  ),
  accuracyM: orNull(float(0, 1e5)),
  headingDeg: orNull(float(0, 359.9)),
  headingAccuracyDeg: orNull(float(0, 180)),
  speedMps: orNull(float(0, 100)),
});

test("any pose survives the wire", () => {
  fc.assert(
    fc.property(poses, fc.nat(2 ** 32 - 1), (pose, sequenceNumber) => {
      const packet = decodePacket(encodePacket(posePacket(pose, sequenceNumber)));
      expect(packet.sequenceNumber).toBe(sequenceNumber);
      expect(decodePose(packet)).toEqual(pose);
    }),
  );
});

test("any Opus payload survives the wire", () => {
  const payloads = fc.uint8Array({ minLength: 1, maxLength: 1275 });
  fc.assert(
    fc.property(payloads, fc.nat(), (payload, startFrame) => {
      const packet = {
        kind: PacketKind.stereo,
        codec: CodecTag.opus,
        channels: 2,
        sequenceNumber: 7,
        startFrame,
        nFrames: 960,
        payload,
      };
      expect(decodePacket(encodePacket(packet))).toEqual(packet);
    }),
  );
});

test("random bytes are refused by a WireError or read, and never anything else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => readOrRefuse(bytes)),
    { numRuns: 500 },
  );
});

test("a true packet with any bytes changed is refused by a WireError or read", () => {
  const edits = fc.array(fc.tuple(fc.nat(63), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(poses, edits, (pose, changes) => {
      const bytes = encodePacket(posePacket(pose, 0));
      for (const [at, value] of changes) bytes[at] = value;
      readOrRefuse(bytes);
    }),
    { numRuns: 500 },
  );
});

test.each(Array.from({ length: HEADER_BYTES + 3 }, (_, n) => n))(
  "a packet cut to %i bytes is refused",
  (n) => {
    const pose: Pose = {
      timeUs: 0,
      point: null,
      accuracyM: null,
      headingDeg: null,
      headingAccuracyDeg: null,
      speedMps: null,
    };
    const whole = encodePacket(posePacket(pose, 0));
    expect(() => decodePacket(whole.subarray(0, n))).toThrow(WireError);
  },
);

test("a heading that a float rounds to 360 is sent as 0", () => {
  const pose: Pose = {
    timeUs: 0,
    point: null,
    accuracyM: null,
    headingDeg: 359.9999999999,
    headingAccuracyDeg: null,
    speedMps: null,
  };
  expect(decodePose(posePacket(pose, 0)).headingDeg).toBe(0);
});

function readOrRefuse(bytes: Uint8Array): void {
  try {
    const packet = decodePacket(bytes);
    if (packet.kind === PacketKind.pose) decodePose(packet);
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
  }
}
