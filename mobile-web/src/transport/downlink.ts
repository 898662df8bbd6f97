/** Sound packets from the network into the jitter ring. */
import type { SoundDecoder } from "../audio/decoder";
import { JitterTarget } from "../audio/jitter-target";
import type { SoundSink } from "../audio/sound-sink";
import { msToFrames } from "../domain/stream";
import { decodePacket, type Packet } from "../protocol/codec";
import { CodecTag, PacketKind, WireError } from "../protocol/wire";

export class Downlink {
  private readonly target = new JitterTarget();
  /** Packets that were not ours to play: malformed, of another kind, undecodable. */
  refused = 0;

  constructor(
    private readonly decoder: SoundDecoder,
    private sink: SoundSink,
  ) {}

  /** Put sound elsewhere from now on: another context plays. */
  play(sink: SoundSink): void {
    this.sink = sink;
  }

  get targetMs(): number {
    return this.target.targetMs;
  }

  /** Decode one packet and put it at its media time. */
  receive(bytes: Uint8Array, arrivalMs: number): void {
    const packet = this.read(bytes);
    const sound = packet && this.decode(packet);
    if (!packet || !sound) {
      this.refused++;
      return;
    }
    const targetMs = this.target.observe(packet.startFrame, arrivalMs);
    this.sink.write(packet.startFrame, sound, msToFrames(targetMs));
  }

  /** A new connection: its base delay and perhaps its media clock are others. */
  rebase(): void {
    this.target.rebase();
  }

  private read(bytes: Uint8Array): Packet | null {
    try {
      const packet = decodePacket(bytes);
      return packet.kind === PacketKind.stereo ? packet : null;
    } catch (error) {
      if (error instanceof WireError) return null;
      throw error;
    }
  }

  private decode(packet: Packet) {
    return packet.codec === CodecTag.opus
      ? this.decoder.decodeOpus(packet.payload)
      : this.decoder.decodePcm(packet.payload, packet.channels);
  }
}
