/**
 * One walker's walk: what a tap on Start sets going and Stop ends.
 *
 * Sound comes from the link through the playback worklet; poses go out from the senses, the
 * microphone from its capture. Any permissions will do; the link opens while prompts still hang.
 */
import type { Playback, SoundOutlet } from "../audio/playback";
import type { Door } from "../domain/door";
import type { CodecName } from "../protocol/wire";
import {
  ACCESS_MISSING,
  ACCESS_OFF,
  ACCESS_WAITING,
  type Access,
  type Sense,
} from "../sensors/access";
import { RouteWatch } from "../sensors/route";
import { LinkClient } from "../transport/link-client";
import type { LinkReport } from "../transport/link-messages";
import { FirstStep } from "./first-step";
import { Headset } from "./headset";
import { Mic } from "./mic";
import { Opening, type OpeningTimes } from "./opening";
import { PoseFeed } from "./pose-feed";
import { ResumeToken } from "./resume-token";
import type { Senses } from "./senses";
import { INITIAL_STATE, type SessionState } from "./session-state";
import { Sound } from "./sound";
import { Store } from "./store";

const POSE_TICK_MS = 50;
const LOOK_TICKS = 5; // four looks a second at the context's health
const STRIDE_M = { outdoor: 2, indoor: 0.2 } as const;

export interface SessionOptions {
  readonly walk: string;
  readonly door: Door;
  readonly codec: CodecName;
  readonly accessCode?: string | null;
}

export class Session {
  readonly store = new Store<SessionState>(INITIAL_STATE);
  /** Whether Start goes on with a walk that a reload or the browser cut short. */
  readonly isResumable: boolean;
  private readonly mic = new Mic((access) => this.grant("microphone", access));
  private readonly sound = new Sound({
    access: (access) => this.grant("audio", access),
    silence: (silence) => this.silenced(silence),
    begun: (ms) => this.begun(ms),
    rebuilt: (outlet) => this.rebuilt(outlet),
  });
  private readonly route = new RouteWatch(() => this.sound.hold());
  private readonly headset = new Headset({
    hold: () => this.sound.hold(),
    wake: () => this.wakeSound(),
    stop: () => void this.stop(),
  });
  private readonly opening = new Opening();
  private readonly feed: PoseFeed;
  private readonly firstStep: FirstStep;
  private readonly token: ResumeToken;
  private link: LinkClient | null = null;
  private poseTimer: ReturnType<typeof setInterval> | null = null;
  private ticks = 0;

  constructor(
    readonly options: SessionOptions,
    private readonly senses: Senses,
  ) {
    this.token = new ResumeToken(options.walk, options.door);
    this.isResumable = this.token.value !== null;
    this.firstStep = new FirstStep(STRIDE_M[options.door]);
    this.feed = new PoseFeed(
      senses,
      (pose) => this.link?.sendPose(pose),
      (headingDeg, stageDeg) => this.sound.playback?.face(headingDeg, stageDeg),
    );
  }

  /** Ask for everything at once and begin; call inside a tap. Rejects where sound is impossible. */
  async start(wantsMic: boolean): Promise<void> {
    this.opening.tap(performance.now());
    this.store.update({ phase: "starting" });
    this.grant("audio", ACCESS_WAITING);
    const playback = this.sound.open(wantsMic);
    const microphone = wantsMic ? this.mic.open() : Promise.resolve(null);
    this.openSenses();
    this.route.open();
    const opened = await playback;
    if (this.store.value.phase !== "starting") return; // stopped meanwhile
    this.connect(opened, wantsMic);
    this.poseTimer = setInterval(() => this.tick(), POSE_TICK_MS);
    document.addEventListener("visibilitychange", this.returned);
    this.headset.open();
    this.store.update({
      phase: "walking",
      contextRateHz: this.sound.context?.sampleRate ?? null,
    });
    void microphone.then((stream) => this.microphoneAnswered(wantsMic, stream !== null));
  }

  /** Switch the microphone; call inside a tap. */
  async setMic(isOn: boolean): Promise<void> {
    this.route.unsettle();
    if (isOn && (await this.mic.open()) !== null) {
      this.link?.setMic("sound");
      await this.attachMic();
    } else if (!isOn) {
      this.mic.close();
      this.link?.setMic("off");
    }
    this.route.settle();
  }

  /** End a silence; call inside a tap. */
  wakeSound(): void {
    this.sound.wake();
    void this.recoverMic();
  }

  /** Silence, and everything let go. */
  async stop(): Promise<void> {
    this.store.update({ phase: "stopped", connection: "closed", zones: [] });
    clearInterval(this.poseTimer ?? undefined);
    this.token.value = null;
    this.link?.close();
    this.senses.close();
    this.route.close();
    this.mic.close();
    document.removeEventListener("visibilitychange", this.returned);
    this.headset.close();
    await this.sound.close();
    this.grant("audio", ACCESS_OFF);
  }

  /** On a draft: let latents sound instead of the ground; `null` gives it back. */
  audition(model: string, values: readonly number[] | null): void {
    this.link?.audition(model, values);
  }

  /** What plays now; `null` before the start. Another one takes its place when a clock stops. */
  get playback(): Playback | null {
    return this.sound.playback;
  }

  /** The audio clock, seconds; 0 before the start. */
  get contextTimeS(): number {
    return this.sound.context?.currentTime ?? 0;
  }

  get openingTimes(): OpeningTimes {
    return this.opening.times;
  }

  private openSenses(): void {
    this.senses.open(
      {
        access: (sense, access) => this.grant(sense, access),
        wakeLock: (wakeLock) => this.store.update({ wakeLock }),
        answered: () => this.opening.answer(performance.now()),
      },
      () => this.turn(),
    );
  }

  private connect(playback: Playback, wantsMic: boolean): void {
    const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
    const resume = this.token.value;
    const mic = wantsMic ? ("sound" as const) : ("off" as const);
    playback.continues(resume !== null);
    const options = { url, ...this.options, mic, resume };
    this.link = new LinkClient(options, playback.outlet, (report) => this.receive(report));
  }

  private async microphoneAnswered(wasWanted: boolean, isOpen: boolean): Promise<void> {
    if (wasWanted) this.opening.answer(performance.now());
    if (isOpen) await this.attachMic();
    else if (wasWanted) this.link?.setMic("off");
    if (this.store.value.phase === "walking") this.route.settle();
  }

  private begun(ms: number): void {
    this.opening.begin(ms);
    this.store.update({ hasBegun: true });
  }

  private async attachMic(): Promise<void> {
    const { context } = this.sound;
    if (context === null) return;
    try {
      const port = await this.mic.connect(context);
      if (port !== null) this.link?.attach(port);
    } catch {
      this.grant("microphone", ACCESS_MISSING); // a stream that no context takes
    }
  }

  private async recoverMic(): Promise<void> {
    if (await this.mic.recover()) await this.attachMic();
  }

  private silenced(silence: SessionState["silence"]): void {
    this.store.update({ silence });
    this.headset.show(silence === "none");
    if (silence === "none") void this.recoverMic();
  }

  private rebuilt(outlet: SoundOutlet): void {
    this.route.settle();
    this.link?.play(outlet);
    this.feed.reface();
    this.turn();
    this.store.update({ contextRateHz: this.sound.context?.sampleRate ?? null });
    void this.attachMic();
  }

  /** The page is seen again: whatever slept is woken, whatever was taken is asked for. */
  private readonly returned = (): void => {
    if (document.visibilityState !== "visible") return;
    this.sound.look(true);
    void this.recoverMic();
  };

  private receive(report: LinkReport): void {
    if (this.store.value.phase === "stopped") return;
    switch (report.type) {
      case "connection": {
        const { state: connection, closing, place, words } = report;
        this.store.update({ connection, closing, place, words });
        if (connection === "closed") void this.stop();
        return;
      }
      case "meters":
        this.store.update({ meters: report.meters });
        return;
      case "welcome":
        this.token.value = report.resume;
        this.sound.playback?.continues(report.isResumed);
        this.feed.resend();
        this.store.update({ walk: report.walk, isResumed: report.isResumed });
        return;
      case "wait":
        this.token.value = report.resume ?? this.token.value;
        this.store.update({ stageDeg: report.stageDeg });
        return;
      case "state": {
        const { position, zones, stageDeg, levelDb, latents, gain } = report;
        const hasStepped = this.firstStep.take(position);
        this.store.update({ position, zones, stageDeg, levelDb, latents, gain, hasStepped });
        return;
      }
      case "event":
        this.store.update({ event: report });
        return;
      default:
        report satisfies never;
    }
  }

  private tick(): void {
    this.turn(); // a compass that falls silent says nothing of it
    this.sendPose();
    if (this.ticks++ % LOOK_TICKS === 0) this.sound.look();
  }

  private sendPose(): void {
    const sent = this.feed.walk();
    if (sent === null) return;
    const { headingDeg, accuracyM } = sent;
    const { headingSource, isPositionStale = false } = this.senses;
    this.store.update({ headingDeg, accuracyM, headingSource, isPositionStale });
  }

  private turn(): void {
    this.feed.turn(this.store.value.stageDeg);
  }

  private grant(sense: Sense, access: Access): void {
    if (access === this.store.value.access[sense]) return;
    this.store.update({ access: { ...this.store.value.access, [sense]: access } });
  }
}
