/**
 * What the walker hears: the context and its playback, kept alive through calls, hidden pages and
 * frozen clocks, and silent at once when the route changes.
 *
 * A silence by `hold` ends with a tap (`wake`). One by interruption ends by itself where the browser
 * lets it. One by a stopped clock ends with a new context in the old one's place; the link goes on.
 */
import { loadWorklets, openContext, readingOf } from "../audio/context";
import { ContextWatch, type Diagnosis, type Health } from "../audio/context-watch";
import { Playback, type SoundOutlet } from "../audio/playback";
import { ACCESS_BLOCKED, ACCESS_READY, type Access } from "../sensors/access";
import type { Silence } from "./session-state";

export interface SoundReports {
  access(access: Access): void;
  silence(silence: Silence): void;
  /** The first sound; `ms` on the page's clock. */
  begun(ms: number): void;
  /** Another context plays now: sound must be sent to `outlet`, the microphone connected anew. */
  rebuilt(outlet: SoundOutlet): void;
}

export class Sound {
  context: AudioContext | null = null;
  playback: Playback | null = null;
  private readonly watch = new ContextWatch();
  private wantsMic = false;
  private isHeld = false;
  private isRebuilding = false;
  private isClosed = false;
  private silence: Silence = "none";

  constructor(private readonly reports: SoundReports) {}

  /** Begin; call inside a tap. Rejects where sound is impossible. */
  async open(wantsMic: boolean): Promise<Playback> {
    this.wantsMic = wantsMic;
    return this.build();
  }

  /** Look after the context: four times a second, as its state changes, and when asked by a tap. */
  readonly look = (isAsked = false): void => {
    const { context } = this;
    if (context === null || this.isClosed || this.isRebuilding) return;
    this.treat(context, this.watch.look(readingOf(context), performance.now(), isAsked));
  };

  /** The route has changed, or the walker wants silence: none of it is heard until `wake`. */
  hold(): void {
    this.isHeld = true;
    this.become("route");
  }

  /** End a silence; call inside a tap. */
  wake(): void {
    this.isHeld = false;
    this.look(true);
  }

  /** Fade out and let everything go. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.context?.removeEventListener("statechange", this.stateChanged);
    await this.playback?.close();
  }

  private readonly stateChanged = (): void => this.look();
  private readonly sinkChanged = (): void => this.hold(); // nobody here chooses a sink

  private async build(): Promise<Playback> {
    const context = openContext(this.wantsMic);
    this.context = context;
    context.addEventListener("statechange", this.stateChanged);
    context.addEventListener("sinkchange", this.sinkChanged);
    await loadWorklets(context);
    this.playback = new Playback(context, (timeS) => this.begin(context, timeS));
    return this.playback;
  }

  private treat(context: AudioContext, { health, remedy }: Diagnosis): void {
    if (remedy === "resume") void context.resume().catch(() => undefined);
    if (remedy === "rebuild") void this.rebuild();
    if (health === "running") this.reports.access(ACCESS_READY);
    if (health === "blocked") this.reports.access(ACCESS_BLOCKED);
    this.become(this.isHeld ? "route" : silenceOf(health));
  }

  private become(silence: Silence): void {
    if (silence === this.silence) return;
    const wasSilent = this.silence !== "none";
    this.silence = silence;
    if (silence === "none") this.playback?.open();
    else if (!wasSilent) void this.playback?.shut();
    this.reports.silence(silence);
  }

  private async rebuild(): Promise<void> {
    const { playback, context } = this;
    this.isRebuilding = true;
    try {
      context?.removeEventListener("statechange", this.stateChanged);
      context?.removeEventListener("sinkchange", this.sinkChanged);
      playback?.abandon();
      const next = await this.build();
      this.watch.renew();
      next.continues(true);
      if (this.silence !== "none") void next.shut(); // until its clock is seen to move
      if (this.isClosed) next.abandon();
      else this.reports.rebuilt(next.outlet);
    } catch {
      // No context can be had now: the watch tries again, with more patience.
    } finally {
      this.isRebuilding = false;
    }
  }

  private begin(context: AudioContext, timeS: number): void {
    this.reports.begun(performance.now() + (timeS - context.currentTime) * 1000);
  }
}

function silenceOf(health: Health): Silence {
  switch (health) {
    case "starting":
    case "running":
      return "none";
    case "interrupted":
      return "interrupted";
    case "blocked":
    case "frozen":
      return "stalled";
    default:
      return health satisfies never;
  }
}
