/** The 44 bytes of a pose: '<B3xddffffff'; NaN on the wire is `null` here. */
import type { GeoPoint, LocalPoint, Pose } from "../domain/pose";
import type { Packet } from "./codec";
import { POSE_PAYLOAD_BYTES, PacketKind, PointTag, WireError } from "./wire";

/** Wrap a pose into a packet. */
export function posePacket(pose: Pose, sequenceNumber: number): Packet {
  return {
    kind: PacketKind.pose,
    codec: 0,
    channels: 0,
    sequenceNumber,
    startFrame: pose.timeUs,
    nFrames: 0,
    payload: encodePose(pose),
  };
}

/** Write a pose's payload. */
export function encodePose(pose: Pose): Uint8Array {
  const bytes = new Uint8Array(POSE_PAYLOAD_BYTES);
  const view = new DataView(bytes.buffer);
  const { point } = pose;
  view.setUint8(0, point === null ? PointTag.none : PointTag[point.kind]);
  const [x, y, upM] = ordinates(point);
  view.setFloat64(4, x, true);
  view.setFloat64(12, y, true);
  view.setFloat32(20, upM, true);
  view.setFloat32(24, pose.accuracyM ?? Number.NaN, true);
  view.setFloat32(28, headingFloat(pose.headingDeg), true);
  view.setFloat32(32, pose.headingAccuracyDeg ?? Number.NaN, true);
  view.setFloat32(36, pose.speedMps ?? Number.NaN, true);
  return bytes;
}

/** Read a pose packet. Raises `WireError`. */
export function decodePose(packet: Packet): Pose {
  const { payload } = packet;
  if (payload.length !== POSE_PAYLOAD_BYTES) {
    throw new WireError(
      `pose: expected ${POSE_PAYLOAD_BYTES} payload bytes, got ${payload.length}`,
    );
  }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const known = (offset: number): number | null => {
    const value = view.getFloat32(offset, true);
    return Number.isNaN(value) ? null : value;
  };
  return {
    timeUs: packet.startFrame,
    point: decodePoint(view),
    accuracyM: known(24),
    headingDeg: known(28),
    headingAccuracyDeg: known(32),
    speedMps: known(36),
  };
}

function ordinates(point: GeoPoint | LocalPoint | null): readonly [number, number, number] {
  if (point === null) return [Number.NaN, Number.NaN, Number.NaN];
  if (point.kind === "local") return [point.eastM, point.northM, point.upM];
  return [point.lonDeg, point.latDeg, point.upM ?? Number.NaN];
}

/** Rounding 359.99999999 to a float gives 360, which the wire forbids. */
function headingFloat(headingDeg: number | null): number {
  if (headingDeg === null) return Number.NaN;
  const rounded = Math.fround(headingDeg);
  return rounded >= 360 ? 0 : rounded;
}

function decodePoint(view: DataView): GeoPoint | LocalPoint | null {
  const tag = view.getUint8(0);
  const x = view.getFloat64(4, true);
  const y = view.getFloat64(12, true);
  const upM = view.getFloat32(20, true);
  switch (tag) {
    case PointTag.none:
      return null;
    case PointTag.geographic:
      return { kind: "geographic", lonDeg: x, latDeg: y, upM: Number.isNaN(upM) ? null : upM };
    case PointTag.local:
      return { kind: "local", eastM: x, northM: y, upM: Number.isNaN(upM) ? 0 : upM };
    default:
      throw new WireError(`pose frame: expected 0, 1 or 2, got ${tag}`);
  }
}
