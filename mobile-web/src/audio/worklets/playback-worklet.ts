// audio thread
/** Shell of `PlaybackCore`: a shared ring, or a private one that packets are posted into. */

import { faceRing } from "../facing";
import { Control, JitterRing } from "../jitter-ring";
import { PLAYBACK_NAME, type PlaybackMessage, type PlaybackOptions } from "../playback-messages";
import { RingWriter } from "../ring-writer";
import { PlaybackCore } from "./playback-core";

class PlaybackProcessor extends AudioWorkletProcessor {
  private readonly core: PlaybackCore;

  constructor({ processorOptions }: { processorOptions: PlaybackOptions }) {
    super();
    const { ringBuffer } = processorOptions;
    const ring = ringBuffer === null ? new JitterRing() : new JitterRing(ringBuffer);
    this.core = new PlaybackCore(ring, sampleRate);
    this.port.onmessage = ({ data }: MessageEvent<PlaybackMessage>) => {
      if (data.type === "port") listen(data.port, ring);
      if (data.type === "facing") faceRing(ring, data);
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left, right] = outputs[0] ?? [];
    if (left !== undefined && right !== undefined) this.core.render(left, right);
    return true;
  }
}

/** Without shared memory: packets come through a port, counters go back with each. */
function listen(port: MessagePort, ring: JitterRing): void {
  const writer = new RingWriter(ring);
  port.onmessage = ({ data }: MessageEvent<PlaybackMessage>) => {
    if (data.type !== "packet") return;
    ring.set(Control.targetFrames, data.targetFrames);
    writer.write(data.startFrame, data.left, data.right);
    port.postMessage(ring.control.slice());
  };
}

registerProcessor(PLAYBACK_NAME, PlaybackProcessor);
