/**
 * Binary packets to bytes and back (backend/PROTOCOL.md, "packet").
 *
 * Every read is preceded by a length check; whatever is wrong raises one `WireError`.
 */
import { PACKET_FRAMES } from "../domain/stream";
import {
  CodecTag,
  HEADER_BYTES,
  MAX_PACKET_BYTES,
  PacketKind,
  WIRE_VERSION,
  WireError,
} from "./wire";

/**
 * One binary packet.
 *
 * `startFrame` is 48 kHz media time for sound and the sender's microseconds for a pose; an integer
 * below 2^53. A pose has codec 0, no channels and no frames.
 */
export interface Packet {
  readonly kind: PacketKind;
  readonly codec: CodecTag;
  readonly channels: number;
  readonly sequenceNumber: number;
  readonly startFrame: number;
  readonly nFrames: number;
  readonly payload: Uint8Array;
}

/** Write a packet. Raises `WireError` if it could not be read back. */
export function encodePacket(packet: Packet): Uint8Array<ArrayBuffer> {
  checkPacket(packet);
  const bytes = new Uint8Array(HEADER_BYTES + packet.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, WIRE_VERSION);
  view.setUint8(1, packet.kind);
  view.setUint8(2, packet.codec);
  view.setUint8(3, packet.channels);
  view.setUint32(4, packet.sequenceNumber >>> 0, true);
  view.setBigUint64(8, BigInt(packet.startFrame), true);
  view.setUint16(16, packet.nFrames, true);
  view.setUint16(18, packet.payload.length, true);
  bytes.set(packet.payload, HEADER_BYTES);
  return bytes;
}

/** Read a packet; its payload is a view into `bytes`. Raises `WireError`. */
export function decodePacket(bytes: Uint8Array): Packet {
  if (bytes.length > MAX_PACKET_BYTES) {
    throw new WireError(`packet: expected at most ${MAX_PACKET_BYTES} bytes, got ${bytes.length}`);
  }
  if (bytes.length < HEADER_BYTES) {
    throw new WireError(`header: expected ${HEADER_BYTES} bytes, got ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== WIRE_VERSION) {
    throw new WireError(`version: expected ${WIRE_VERSION}, got ${view.getUint8(0)}`);
  }
  const payloadBytes = view.getUint16(18, true);
  if (bytes.length !== HEADER_BYTES + payloadBytes) {
    throw new WireError(
      `payload: header says ${payloadBytes} bytes, got ${bytes.length - HEADER_BYTES}`,
    );
  }
  const packet: Packet = {
    kind: kindOf(view.getUint8(1)),
    codec: codecOf(view.getUint8(2)),
    channels: view.getUint8(3),
    sequenceNumber: view.getUint32(4, true),
    startFrame: Number(view.getBigUint64(8, true)),
    nFrames: view.getUint16(16, true),
    payload: bytes.subarray(HEADER_BYTES),
  };
  checkPacket(packet);
  return packet;
}

function kindOf(byte: number): PacketKind {
  const kind = Object.values(PacketKind).find((value) => value === byte);
  if (kind === undefined) throw new WireError(`kind: expected 1, 2 or 3, got ${byte}`);
  return kind;
}

function codecOf(byte: number): CodecTag {
  const codec = Object.values(CodecTag).find((value) => value === byte);
  if (codec === undefined) throw new WireError(`codec: expected 0 or 1, got ${byte}`);
  return codec;
}

function checkPacket(packet: Packet): void {
  const size = HEADER_BYTES + packet.payload.length;
  if (size > MAX_PACKET_BYTES) {
    throw new WireError(`packet: expected at most ${MAX_PACKET_BYTES} bytes, got ${size}`);
  }
  if (!Number.isSafeInteger(packet.startFrame) || packet.startFrame < 0) {
    throw new WireError(`start_frame: expected an integer below 2^53, got ${packet.startFrame}`);
  }
  if (packet.kind === PacketKind.pose) checkPose(packet);
  else checkSound(packet);
}

function checkPose(packet: Packet): void {
  if (packet.codec !== 0 || packet.channels !== 0 || packet.nFrames !== 0) {
    throw new WireError(
      `pose: expected codec, channels and frames 0, got ${packet.codec}, ${packet.channels}, ${packet.nFrames}`,
    );
  }
}

function checkSound(packet: Packet): void {
  const channels = packet.kind === PacketKind.mic ? 1 : 2;
  if (packet.channels !== channels) {
    throw new WireError(`channels: expected ${channels}, got ${packet.channels}`);
  }
  if (packet.nFrames !== PACKET_FRAMES) {
    throw new WireError(`n_frames: expected ${PACKET_FRAMES}, got ${packet.nFrames}`);
  }
  const pcmBytes = packet.nFrames * packet.channels * 2;
  if (packet.codec === CodecTag.pcm16 && packet.payload.length !== pcmBytes) {
    throw new WireError(`pcm16: expected ${pcmBytes} payload bytes, got ${packet.payload.length}`);
  }
  if (packet.codec === CodecTag.opus && packet.payload.length === 0) {
    throw new WireError("opus: expected a payload, got 0 bytes");
  }
}
