/** The 44 bytes of a pose: '<B3xddffffff'; NaN on the wire is `null` here. */
import type { GeoPoint, LocalPoint, Pose } from "../domain/pose";
import type { Packet } from "./codec";
import { PacketKind, POSE_PAYLOAD_BYTES, PointTag, WireError } from "./wire";

const FARTHEST_M = 1_000_000;

/** Wrap a pose into a packet. Raises `WireError` where a field is out of its range. */
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

function encodePose(pose: Pose): Uint8Array {
  checkPose(pose);
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
  const pose: Pose = {
    timeUs: packet.startFrame,
    point: decodePoint(view),
    accuracyM: known(24),
    headingDeg: known(28),
    headingAccuracyDeg: known(32),
    speedMps: known(36),
  };
  checkPose(pose);
  return pose;
}

function ordinates(point: GeoPoint | LocalPoint | null): readonly [number, number, number] {
  if (point === null) return [Number.NaN, Number.NaN, Number.NaN];
  if (point.kind === "local") return [point.eastM, point.northM, point.upM];
  return [point.lonDeg, point.latDeg, Number.NaN];
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
      return { kind: "geographic", lonDeg: x, latDeg: y };
    case PointTag.local:
      return { kind: "local", eastM: x, northM: y, upM: Number.isNaN(upM) ? 0 : upM };
    default:
      throw new WireError(`pose frame: expected 0, 1 or 2, got ${tag}`);
  }
}

function checkPose(pose: Pose): void {
  checkPoint(pose.point);
  const { headingDeg } = pose;
  if (headingDeg !== null && !(headingDeg >= 0 && headingDeg < 360)) {
    throw new WireError(`heading_deg: expected 0 ≤ x < 360, got ${headingDeg}`);
  }
  const radii = { accuracy_m: pose.accuracyM, heading_accuracy_deg: pose.headingAccuracyDeg };
  for (const [name, value] of Object.entries({ ...radii, speed_mps: pose.speedMps })) {
    if (value !== null && !(value >= 0 && Number.isFinite(value))) {
      throw new WireError(`${name}: expected a finite number ≥ 0, got ${value}`);
    }
  }
}

function checkPoint(point: GeoPoint | LocalPoint | null): void {
  if (point === null) return;
  if (point.kind === "geographic") {
    checkWithin("lon_deg", point.lonDeg, 180);
    checkWithin("lat_deg", point.latDeg, 90);
    return;
  }
  checkWithin("east_m", point.eastM, FARTHEST_M);
  checkWithin("north_m", point.northM, FARTHEST_M);
  checkWithin("up_m", point.upM, FARTHEST_M);
}

function checkWithin(name: string, value: number, limit: number): void {
  if (!(Math.abs(value) <= limit)) {
    throw new WireError(`${name}: expected at most ±${limit}, got ${value}`);
  }
}
