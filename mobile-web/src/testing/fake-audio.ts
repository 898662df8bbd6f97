/** The least of Web Audio that a session touches: states, a clock, and what was asked of them. */
import { vi } from "vitest";

class FakeParam {
  value = 1;
  setValueAtTime(): void {}
  linearRampToValueAtTime(): void {}
  cancelScheduledValues(): void {}
  setTargetAtTime(): void {}
  setValueCurveAtTime(): void {}
}

export class FakePort {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly posted: unknown[] = [];

  postMessage(message: unknown): void {
    this.posted.push(message);
  }

  close(): void {}
}

export class FakeNode {
  readonly gain = new FakeParam();
  readonly pan = new FakeParam();
  readonly port = new FakePort();
  isConnected = false;
  startedS: number | null = null;

  constructor(
    readonly context: FakeContext,
    readonly name: unknown = null,
  ) {
    context.nodes.push(this);
  }

  connect<T>(target: T): T {
    this.isConnected = true;
    return target;
  }

  disconnect(): void {
    this.isConnected = false;
  }

  start(atS: number): void {
    this.startedS = atS;
  }
}

/** A context as the browser would hold it; `go` moves its clock, `become` its state. */
export class FakeContext extends EventTarget {
  static made: FakeContext[] = [];
  state = "suspended";
  currentTime = 0;
  readonly sampleRate = 48_000;
  readonly destination = {};
  readonly nodes: FakeNode[] = [];
  readonly asked: string[] = [];
  readonly audioWorklet = { addModule: async () => undefined };

  constructor() {
    super();
    FakeContext.made.push(this);
  }

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  async resume(): Promise<void> {
    this.asked.push("resume");
    if (this.state === "suspended") this.become("running");
  }

  async suspend(): Promise<void> {
    this.asked.push("suspend");
    this.become("suspended");
  }

  async close(): Promise<void> {
    this.asked.push("close");
    this.become("closed");
  }

  createMediaStreamSource(): FakeNode {
    return new FakeNode(this, "source");
  }

  async decodeAudioData(): Promise<{ duration: number }> {
    return { duration: 3 };
  }
}

/** Put the fakes where a page finds the real ones. */
export function stubAudio(): void {
  FakeContext.made = [];
  vi.stubGlobal("AudioContext", FakeContext);
  for (const name of ["AudioWorkletNode", "GainNode", "AudioBufferSourceNode"]) {
    vi.stubGlobal(name, FakeNode);
  }
}
