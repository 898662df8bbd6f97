/** The playback end of the graph: worklet → volume → ears, with a tap for tests. */
import { faceRing, facingOf } from "./facing";
import { JitterRing, RING_BYTES } from "./jitter-ring";
import { PLAYBACK_NAME, type PlaybackMessage, type PlaybackOptions } from "./playback-messages";
import { TAP_NAME, type TapRecording, type TapRequest } from "./tap-messages";

const FADE_S = 0.02;

/** Where decoded sound is put: shared memory, or a port where the page has none. */
export type SoundOutlet =
  | { readonly kind: "shared"; readonly buffer: SharedArrayBuffer }
  | { readonly kind: "port"; readonly port: MessagePort };

export class Playback {
  readonly outlet: SoundOutlet;
  private readonly node: AudioWorkletNode;
  private readonly volume: GainNode;
  private readonly ring: JitterRing | null;

  /** @param context - With our worklets loaded. */
  constructor(private readonly context: AudioContext) {
    const ringBuffer = self.crossOriginIsolated ? new SharedArrayBuffer(RING_BYTES) : null;
    const options: PlaybackOptions = { ringBuffer };
    this.node = new AudioWorkletNode(context, PLAYBACK_NAME, {
      numberOfInputs: 0,
      outputChannelCount: [2],
      processorOptions: options,
    });
    this.volume = new GainNode(context, { gain: 1 });
    this.node.connect(this.volume).connect(context.destination);
    this.ring = ringBuffer && new JitterRing(ringBuffer);
    this.outlet = ringBuffer ? { kind: "shared", buffer: ringBuffer } : this.openPort();
  }

  /** Turn the bed: heard within a quantum where memory is shared, else as fast as a message. */
  face(headingDeg: number | null, stageDeg: readonly [number, number]): void {
    const facing = facingOf(headingDeg, stageDeg);
    if (this.ring !== null) {
      faceRing(this.ring, facing);
      return;
    }
    const message: PlaybackMessage = { type: "facing", ...facing };
    this.node.port.postMessage(message);
  }

  /** Record what is played from now on; both channels at the context's rate. */
  async record(seconds: number): Promise<TapRecording> {
    const tap = new AudioWorkletNode(this.context, TAP_NAME, { channelCount: 2 });
    this.volume.connect(tap).connect(this.context.destination); // its output is silent; it must be pulled
    const request: TapRequest = { nFrames: Math.round(seconds * this.context.sampleRate) };
    const recording = await new Promise<TapRecording>((resolve) => {
      tap.port.onmessage = ({ data }: MessageEvent<TapRecording>) => resolve(data);
      tap.port.postMessage(request);
    });
    this.volume.disconnect(tap);
    tap.disconnect();
    return recording;
  }

  /** Fade to silence, then let the context go. */
  async close(): Promise<void> {
    const { currentTime } = this.context;
    this.volume.gain.setValueAtTime(this.volume.gain.value, currentTime);
    this.volume.gain.linearRampToValueAtTime(0, currentTime + FADE_S);
    await new Promise((resolve) => setTimeout(resolve, FADE_S * 2000));
    this.node.disconnect();
    if (this.context.state !== "closed") await this.context.close();
  }

  private openPort(): SoundOutlet {
    const { port1, port2 } = new MessageChannel();
    this.node.port.postMessage({ type: "port", port: port1 }, [port1]);
    return { kind: "port", port: port2 };
  }
}
