// audio thread
/** Without shared memory: packets come through a port, counters go back with each. */
import { Control, type JitterRing } from "../jitter-ring";
import type { PlaybackMessage } from "../playback-messages";
import { RingWriter } from "../ring-writer";

/** Write what comes through `port` into `ring`. */
export function listen(port: MessagePort, ring: JitterRing): void {
  const writer = new RingWriter(ring);
  port.onmessage = ({ data }: MessageEvent<PlaybackMessage>) => {
    if (data.type !== "packet") return;
    ring.set(Control.targetFrames, data.targetFrames);
    writer.write(data.startFrame, data.left, data.right);
    port.postMessage(ring.control.slice());
  };
}
