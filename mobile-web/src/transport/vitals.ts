/** Reads the counters of sound and network for the walker and, each second, for the server. */
import { Control, LEVEL_SCALE } from "../audio/jitter-ring";
import type { SoundSink } from "../audio/sound-sink";
import { framesToMs } from "../domain/stream";
import type { ClientMessage } from "../protocol/control";
import type { Meters } from "./link-messages";

type Network = Pick<Meters, "micLevel" | "micDropped" | "rttMs" | "encoder" | "bytes">;

export class Vitals {
  private played = 0;
  private concealed = 0;

  constructor(private sink: SoundSink) {}

  /** Read another sink's counters, which begin anew. */
  watch(sink: SoundSink): void {
    this.sink = sink;
    this.played = 0;
    this.concealed = 0;
  }

  meters(network: Network): Meters {
    const { sink } = this;
    return {
      ...network,
      fillMs: framesToMs(sink.counter(Control.fillFrames)),
      targetMs: framesToMs(sink.counter(Control.targetFrames)),
      playedFrames: sink.counter(Control.played),
      concealedFrames: sink.counter(Control.concealed),
      underruns: sink.counter(Control.underruns),
      jumps: sink.counter(Control.jumps),
      latePackets: sink.counter(Control.late),
      level: sink.counter(Control.level) / LEVEL_SCALE,
    };
  }

  /** What happened since the last call. */
  stats(): ClientMessage {
    const played = this.sink.counter(Control.played);
    const concealed = this.sink.counter(Control.concealed);
    const concealedRatio =
      played > this.played ? (concealed - this.concealed) / (played - this.played) : 0;
    this.played = played;
    this.concealed = concealed;
    return {
      type: "stats",
      concealedRatio: Math.min(1, Math.max(0, concealedRatio)),
      fillMs: framesToMs(this.sink.counter(Control.fillFrames)),
      targetMs: framesToMs(this.sink.counter(Control.targetFrames)),
    };
  }
}
