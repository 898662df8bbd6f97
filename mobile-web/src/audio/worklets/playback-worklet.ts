// audio thread
/** Shell of `PlaybackCore`: a shared ring, or a private one that packets are posted into. */
import { faceRing } from "../facing";
import { JitterRing } from "../jitter-ring";
import { PLAYBACK_NAME, type PlaybackMessage, type PlaybackOptions } from "../playback-messages";
import { listen } from "./packet-port";
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
      if (data.type === "set") ring.set(data.word, data.value);
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left, right] = outputs[0] ?? [];
    if (left !== undefined && right !== undefined) this.core.render(left, right);
    const type = this.core.gate.takeEvent(); // a few in a walk
    if (type !== null) this.port.postMessage({ type, timeS: currentTime });
    return true;
  }
}

registerProcessor(PLAYBACK_NAME, PlaybackProcessor);
