// audio thread
/** Shell of `CaptureCore`: packets go straight to the link's worker through a port of their own. */
import {
  CAPTURE_NAME,
  type CaptureOrder,
  type CapturePacket,
  type CaptureReturn,
} from "../capture-messages";
import { CaptureCore } from "./capture-core";

class CaptureProcessor extends AudioWorkletProcessor {
  private core: CaptureCore | null = null;
  private isOpen = true;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<CaptureOrder>) => {
      if (data.type === "open") this.open(data.port);
      else this.isOpen = false;
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const quantum = inputs[0]?.[0];
    if (quantum !== undefined) this.core?.push(quantum, currentFrame);
    return this.isOpen;
  }

  private open(port: MessagePort): void {
    const core = new CaptureCore(sampleRate, (samples, startFrame) => {
      const packet: CapturePacket = { samples, startFrame };
      port.postMessage(packet, [samples.buffer]);
    });
    port.onmessage = ({ data }: MessageEvent<CaptureReturn>) => core.giveBack(data.samples);
    this.core = core;
  }
}

registerProcessor(CAPTURE_NAME, CaptureProcessor);
