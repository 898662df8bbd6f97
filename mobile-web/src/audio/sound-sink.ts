/** Where the link puts decoded sound: the shared ring, or a port to the worklet's private one. */
import type { StereoFrames } from "./decoder";
import { CONTROL_WORDS, Control, JitterRing } from "./jitter-ring";
import type { SoundOutlet } from "./playback";
import type { PlaybackMessage } from "./playback-messages";
import { RingWriter } from "./ring-writer";

export interface SoundSink {
  write(startFrame: number, sound: StereoFrames, targetFrames: number): void;
  /** One word of the ring's control block, as fresh as the outlet allows. */
  counter(word: number): number;
}

export function openSink(outlet: SoundOutlet): SoundSink {
  return outlet.kind === "shared" ? new SharedSink(outlet.buffer) : new PortSink(outlet.port);
}

class SharedSink implements SoundSink {
  private readonly ring: JitterRing;
  private readonly writer: RingWriter;

  constructor(buffer: SharedArrayBuffer) {
    this.ring = new JitterRing(buffer);
    this.writer = new RingWriter(this.ring);
  }

  write(startFrame: number, sound: StereoFrames, targetFrames: number): void {
    this.ring.set(Control.targetFrames, targetFrames);
    this.writer.write(startFrame, sound.left, sound.right);
  }

  counter(word: number): number {
    return this.ring.get(word);
  }
}

class PortSink implements SoundSink {
  private control = new Int32Array(CONTROL_WORDS);

  constructor(private readonly port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<Int32Array<ArrayBuffer>>) => {
      this.control = data;
    };
  }

  write(startFrame: number, sound: StereoFrames, targetFrames: number): void {
    const [left, right] = [sound.left.slice(), sound.right.slice()];
    const message: PlaybackMessage = { type: "packet", startFrame, left, right, targetFrames };
    this.port.postMessage(message, [left.buffer, right.buffer]);
  }

  counter(word: number): number {
    return this.control[word] ?? 0;
  }
}
