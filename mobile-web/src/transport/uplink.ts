/** Microphone and pose packets towards the network; when it cannot keep up, they are dropped. */
import type { CapturePacket, CaptureReturn } from "../audio/capture-messages";
import type { EncoderMaker, MicEncoder } from "../audio/encoder";
import type { Pose } from "../domain/pose";
import { PACKET_FRAMES } from "../domain/stream";
import { encodePacket } from "../protocol/codec";
import { posePacket } from "../protocol/pose-payload";
import { CodecTag, PacketKind } from "../protocol/wire";

// A second of Opus, four packets of PCM16: what waits longer is of no use when it arrives.
const MAX_BUFFERED_BYTES = 8192;

/** What the uplink needs of the link. */
export interface Carrier {
  readonly isOpen: boolean;
  readonly isHeard: boolean;
  readonly bufferedBytes: number;
  sendBinary(bytes: Uint8Array<ArrayBuffer>): void;
}

export class Uplink {
  private encoder: MicEncoder | null = null;
  private port: MessagePort | null = null;
  private micNumber = 0;
  private poseNumber = 0;
  /** Microphone packets not sent because the network was full. */
  dropped = 0;
  /** RMS of the last microphone packet, 0..1. */
  micLevel = 0;

  constructor(
    private readonly carrier: Carrier,
    private readonly maker: EncoderMaker,
  ) {}

  /** Take packets from a capture; the last one's port is let go. */
  attach(port: MessagePort): void {
    this.detach();
    this.encoder = this.maker.make((payload, startFrame) => this.sendMic(payload, startFrame));
    this.port = port;
    port.onmessage = ({ data }: MessageEvent<CapturePacket>) => {
      this.receive(data);
      const back: CaptureReturn = { samples: data.samples };
      port.postMessage(back, [data.samples.buffer]);
    };
  }

  detach(): void {
    this.port?.close();
    this.encoder?.close();
    this.port = null;
    this.encoder = null;
    this.micLevel = 0;
  }

  /** A new connection counts its packets from zero. */
  restart(): void {
    this.micNumber = 0;
    this.poseNumber = 0;
  }

  /** Send a pose; a newer one follows if this is dropped. */
  sendPose(pose: Pose): void {
    if (!this.hasRoom()) return;
    this.carrier.sendBinary(encodePacket(posePacket(pose, this.poseNumber++)));
  }

  private receive(packet: CapturePacket): void {
    this.micLevel = rmsOf(packet.samples);
    if (this.carrier.isHeard) this.encoder?.encode(packet.samples, packet.startFrame);
  }

  private sendMic(payload: Uint8Array, startFrame: number): void {
    const sequenceNumber = this.micNumber++; // a gap in the numbers tells the server what was dropped
    if (!this.hasRoom()) {
      this.dropped++;
      return;
    }
    const packet = {
      kind: PacketKind.mic,
      codec: CodecTag[this.maker.codec],
      channels: 1,
      sequenceNumber,
      startFrame,
      nFrames: PACKET_FRAMES,
      payload,
    };
    this.carrier.sendBinary(encodePacket(packet));
  }

  private hasRoom(): boolean {
    return this.carrier.isOpen && this.carrier.bufferedBytes <= MAX_BUFFERED_BYTES;
  }
}

function rmsOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
