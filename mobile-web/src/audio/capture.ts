/** The microphone's end of the graph: stream → capture worklet → a port for the link's worker. */
import { CAPTURE_NAME, type CaptureOrder } from "./capture-messages";
import { loadWorklets } from "./context";

/** A running capture; `port` gives packets until `close`. */
export class Capture {
  private constructor(
    readonly port: MessagePort,
    private readonly worklet: AudioWorkletNode,
    private readonly nodes: readonly AudioNode[],
    private readonly ownContext: AudioContext | null,
  ) {}

  /** Connect a microphone; Firefox refuses another rate than the context's, so it gets its own. */
  static async open(context: AudioContext, stream: MediaStream): Promise<Capture> {
    try {
      return Capture.connect(context, stream, null);
    } catch {
      const sampleRate = stream.getAudioTracks()[0]?.getSettings().sampleRate;
      const own = new AudioContext(sampleRate === undefined ? {} : { sampleRate });
      await loadWorklets(own);
      return Capture.connect(own, stream, own);
    }
  }

  async close(): Promise<void> {
    const order: CaptureOrder = { type: "close" };
    this.worklet.port.postMessage(order);
    for (const node of this.nodes) node.disconnect();
    this.port.close();
    await this.ownContext?.close();
  }

  private static connect(
    context: AudioContext,
    stream: MediaStream,
    own: AudioContext | null,
  ): Capture {
    const source = context.createMediaStreamSource(stream);
    const node = new AudioWorkletNode(context, CAPTURE_NAME, {
      channelCount: 1,
      channelCountMode: "explicit",
    });
    const silence = new GainNode(context, { gain: 0 }); // pulled by the graph, never heard
    source.connect(node).connect(silence).connect(context.destination);
    const { port1, port2 } = new MessageChannel();
    const order: CaptureOrder = { type: "open", port: port1 };
    node.port.postMessage(order, [port1]);
    return new Capture(port2, node, [source, node, silence], own);
  }
}
