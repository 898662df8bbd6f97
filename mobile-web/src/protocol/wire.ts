/** Numbers of the wire, version 1 (backend/PROTOCOL.md). Little endian throughout. */

export const WIRE_VERSION = 1;
export const HEADER_BYTES = 20;
export const POSE_PAYLOAD_BYTES = 44;
export const MAX_PACKET_BYTES = 4096;
export const MAX_MESSAGE_BYTES = 8192;

export const PacketKind = { mic: 1, stereo: 2, pose: 3 } as const;
export type PacketKind = (typeof PacketKind)[keyof typeof PacketKind];

export const CodecTag = { pcm16: 0, opus: 1 } as const;
export type CodecTag = (typeof CodecTag)[keyof typeof CodecTag];
export type CodecName = keyof typeof CodecTag;

export const PointTag = { none: 0, geographic: 1, local: 2 } as const;

/** Bytes that break the protocol; the text says which and what was expected. */
export class WireError extends Error {
  override readonly name = "WireError";
}
