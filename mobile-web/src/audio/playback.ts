/**
 * The playback end of the graph, with a tap for tests at its end.
 *
 * worklet ─┬─► bed (steps back for a voice) ─► rest (thins out at the end) ─┬─► volume ─► ears
 *  beside ─┘                                                         voice ─┘
 */
import { faceRing, facingOf } from "./facing";
import { Control, JitterRing, RING_BYTES } from "./jitter-ring";
import {
  PLAYBACK_NAME,
  type PlaybackEvent,
  type PlaybackMessage,
  type PlaybackOptions,
} from "./playback-messages";
import { Speech } from "./speech";
import { TAP_NAME, type TapRecording, type TapRequest } from "./tap-messages";

const FADE_S = 0.02;
const SHUT_MS = 60; // twenty quanta: a gate that has not shut by then is not going to
const PROOF_S = 0.04;
const CUT_S = 0.003; // one quantum, as the worklet's own gate
const RISE_S = 3; // as the bed rises
const EVEN = 5 / 3; // loudness goes with amplitude to the power of 0.6 (Stevens): it falls evenly
const CURVE_POINTS = 256;

/** Where decoded sound is put: shared memory, or a port where the page has none. */
export type SoundOutlet =
  | { readonly kind: "shared"; readonly buffer: SharedArrayBuffer }
  | { readonly kind: "port"; readonly port: MessagePort };

export class Playback {
  readonly outlet: SoundOutlet;
  readonly speech: Speech;
  /** Where sound of the page's own joins the bed: it is ducked, silenced and thinned out with it. */
  readonly beside: GainNode;
  private readonly node: AudioWorkletNode;
  private readonly rest: GainNode;
  private readonly volume: GainNode;
  private readonly ring: JitterRing | null;
  private looking: AnalyserNode | null = null;
  private answered: () => void = () => undefined;

  /**
   * @param context - With our worklets loaded.
   * @param begun - Called once, with the context's time of the first sound.
   */
  constructor(
    private readonly context: AudioContext,
    begun: (timeS: number) => void,
  ) {
    const ringBuffer = self.crossOriginIsolated ? new SharedArrayBuffer(RING_BYTES) : null;
    const options: PlaybackOptions = { ringBuffer };
    this.node = new AudioWorkletNode(context, PLAYBACK_NAME, {
      numberOfInputs: 0,
      outputChannelCount: [2],
      processorOptions: options,
    });
    this.node.port.onmessage = ({ data }: MessageEvent<PlaybackEvent>) => {
      if (data.type === "begun") begun(data.timeS);
      else this.answered();
    };
    const bed = new GainNode(context, { gain: 1 });
    this.beside = new GainNode(context, { gain: 1 });
    this.rest = new GainNode(context, { gain: 1 });
    this.volume = new GainNode(context, { gain: 1 });
    this.beside.connect(bed);
    this.node.connect(bed).connect(this.rest).connect(this.volume).connect(context.destination);
    this.speech = new Speech(context, bed, this.volume);
    this.ring = ringBuffer && new JitterRing(ringBuffer);
    this.outlet = ringBuffer ? { kind: "shared", buffer: ringBuffer } : this.openPort();
  }

  /** Turn the bed: heard within a quantum where memory is shared, else as fast as a message. */
  face(headingDeg: number | null, stageDeg: readonly [number, number]): void {
    const facing = facingOf(headingDeg, stageDeg);
    if (this.ring !== null) faceRing(this.ring, facing);
    else this.post({ type: "facing", ...facing });
  }

  /** Say, before the first sound, whether it goes on from before: then it need not come slowly. */
  continues(isResumed: boolean): void {
    this.set(Control.isResumed, isResumed ? 1 : 0);
  }

  /**
   * Silence within a quantum, and whatever is being said with it.
   *
   * A worklet that does not confirm while the clock goes on has its whole context suspended.
   */
  async shut(): Promise<void> {
    this.speech.hush();
    glide(this.beside.gain, 0, this.context.currentTime, CUT_S);
    const shut = new Promise<boolean>((resolve) => {
      this.answered = () => resolve(true);
      setTimeout(() => resolve(false), SHUT_MS);
    });
    const { currentTime } = this.context;
    this.set(Control.gate, 1);
    if (!(await shut) && this.context.currentTime > currentTime + PROOF_S) {
      await this.context.suspend();
    }
  }

  /** Let the bed rise again. */
  open(): void {
    this.set(Control.gate, 0);
    glide(this.beside.gain, 1, this.context.currentTime, RISE_S);
  }

  /**
   * Let everything but a voice thin out to nothing, evenly to the ear.
   *
   * @param share - How much is left of it, 0..1: of the loudness, not of the gain.
   */
  thin(share: number, seconds: number): void {
    const { gain } = this.rest;
    const curve = Float32Array.from(
      { length: CURVE_POINTS },
      (_, i) => (share * (1 - i / (CURVE_POINTS - 1))) ** EVEN,
    );
    gain.cancelScheduledValues(0);
    gain.setValueCurveAtTime(curve, this.context.currentTime, seconds);
  }

  /** The spectrum of what is played, 23 Hz a bin at 48 kHz; made when it is first wanted. */
  get analyser(): AnalyserNode {
    if (this.looking === null) {
      this.looking = new AnalyserNode(this.context, { fftSize: 2048, smoothingTimeConstant: 0 });
      this.volume.connect(this.looking);
    }
    return this.looking;
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
    glide(this.volume.gain, 0, this.context.currentTime, FADE_S);
    await new Promise((resolve) => setTimeout(resolve, FADE_S * 2000));
    this.abandon();
  }

  /** Let a context go that no longer plays; nothing is waited for, since it may never answer. */
  abandon(): void {
    this.node.disconnect();
    this.volume.disconnect();
    if (this.context.state !== "closed") void this.context.close();
  }

  private set(word: number, value: number): void {
    if (this.ring !== null) this.ring.set(word, value);
    else this.post({ type: "set", word, value });
  }

  private post(message: PlaybackMessage): void {
    this.node.port.postMessage(message);
  }

  private openPort(): SoundOutlet {
    const { port1, port2 } = new MessageChannel();
    this.node.port.postMessage({ type: "port", port: port1 }, [port1]);
    return { kind: "port", port: port2 };
  }
}

/** Go there in a straight line from where it is. */
function glide(gain: AudioParam, to: number, nowS: number, seconds: number): void {
  const { value } = gain; // before it is forgotten how it came there
  gain.cancelScheduledValues(nowS);
  gain.setValueAtTime(value, nowS);
  gain.linearRampToValueAtTime(to, nowS + seconds);
}
