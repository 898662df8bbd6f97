/** The page's handle on the link's worker. */
import type { SoundOutlet } from "../audio/playback";
import type { MicSetting } from "../domain/door";
import type { Pose } from "../domain/pose";
import type { LinkOptions, LinkOrder, LinkReport } from "./link-messages";

const GOODBYE_MS = 500; // for `bye` to leave before the worker ends

export class LinkClient {
  private readonly worker: Worker;
  private readonly nudge = (): void => this.order({ type: "nudge" });

  /** Start connecting; reports come until `close`. */
  constructor(options: LinkOptions, outlet: SoundOutlet, report: (report: LinkReport) => void) {
    this.worker = new Worker(new URL("./link-worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }: MessageEvent<LinkReport>) => report(data);
    this.worker.onerror = () =>
      report({
        type: "connection",
        state: "closed",
        closing: "incomplete",
        place: null,
        words: "",
      });
    this.order({ type: "open", options, outlet }, transferOf(outlet));
    window.addEventListener("online", this.nudge);
    document.addEventListener("visibilitychange", this.nudge);
  }

  sendPose(pose: Pose): void {
    this.order({ type: "pose", pose });
  }

  setMic(setting: MicSetting): void {
    this.order({ type: "mic", setting });
  }

  /** On a draft: let latents sound instead of the ground; `null` gives it back. */
  audition(model: string, values: readonly number[] | null): void {
    this.order({ type: "audition", model, values });
  }

  /** Hand over a capture's port. */
  attach(port: MessagePort): void {
    this.order({ type: "capture", port }, [port]);
  }

  /** Send sound elsewhere from now on. */
  play(outlet: SoundOutlet): void {
    this.order({ type: "outlet", outlet }, transferOf(outlet));
  }

  close(): void {
    window.removeEventListener("online", this.nudge);
    document.removeEventListener("visibilitychange", this.nudge);
    this.order({ type: "close" });
    setTimeout(() => this.worker.terminate(), GOODBYE_MS);
  }

  private order(order: LinkOrder, transfer: Transferable[] = []): void {
    this.worker.postMessage(order, transfer);
  }
}

function transferOf(outlet: SoundOutlet): Transferable[] {
  return outlet.kind === "port" ? [outlet.port] : [];
}
