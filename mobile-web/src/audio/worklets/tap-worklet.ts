// audio thread
/** Shell of `TapCore`: the test hook's ear, after everything else in the graph. */
import { TAP_NAME, type TapRecording, type TapRequest } from "../tap-messages";
import { TapCore } from "./tap-core";

const SILENCE = new Float32Array(128);

class TapProcessor extends AudioWorkletProcessor {
  private core: TapCore | null = null;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<TapRequest>) => {
      this.core = new TapCore(data.nFrames);
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const left = inputs[0]?.[0] ?? SILENCE;
    const right = inputs[0]?.[1] ?? left;
    if (!this.core?.push(left, right)) return true;
    this.finish(this.core);
    return false;
  }

  private finish(core: TapCore): void {
    const recording: TapRecording = { left: core.left, right: core.right };
    this.port.postMessage(recording, [core.left.buffer, core.right.buffer]);
    this.core = null;
  }
}

registerProcessor(TAP_NAME, TapProcessor);
