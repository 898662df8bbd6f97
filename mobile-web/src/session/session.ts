/**
 * One walker's walk: what a tap on Start sets going and Stop ends.
 *
 * Sound comes from the link through the playback worklet; poses go out from the senses, the
 * microphone from its capture. Any subset of permissions will do.
 */
import { loadWorklets, openContext } from "../audio/context";
import { Playback } from "../audio/playback";
import type { TapRecording } from "../audio/tap-messages";
import type { Door } from "../domain/door";
import type { CodecName } from "../protocol/wire";
import {
  ACCESS_BLOCKED,
  ACCESS_OFF,
  ACCESS_READY,
  ACCESS_WAITING,
  type Access,
  type Sense,
} from "../sensors/access";
import { PoseBuilder } from "../sensors/pose-builder";
import { LinkClient } from "../transport/link-client";
import type { LinkReport } from "../transport/link-messages";
import { Mic } from "./mic";
import { ResumeToken } from "./resume-token";
import type { Senses } from "./senses";
import { INITIAL_STATE, type SessionState } from "./session-state";
import { Store } from "./store";

const POSE_TICK_MS = 50;

export interface SessionOptions {
  readonly walk: string;
  readonly door: Door;
  readonly codec: CodecName;
}

export class Session {
  readonly store = new Store<SessionState>(INITIAL_STATE);
  private readonly mic = new Mic((access) => this.grant("microphone", access));
  private readonly poses = new PoseBuilder();
  private readonly token: ResumeToken;
  private context: AudioContext | null = null;
  private playback: Playback | null = null;
  private link: LinkClient | null = null;
  private faced: { headingDeg: number | null; stageDeg: readonly [number, number] } | null = null;
  private poseTimer: ReturnType<typeof setInterval> | null = null;

  constructor(
    readonly options: SessionOptions,
    private readonly senses: Senses,
  ) {
    this.token = new ResumeToken(options.walk, options.door);
  }

  /** Ask for everything at once and begin; call inside a tap. Rejects where sound is impossible. */
  async start(wantsMic: boolean): Promise<void> {
    this.store.update({ phase: "starting" });
    this.grant("audio", ACCESS_WAITING);
    const context = openContext(wantsMic);
    const microphone = wantsMic ? this.mic.open() : null;
    this.senses.open(
      (sense, access) => this.grant(sense, access),
      () => this.turn(),
    );
    this.context = context;
    this.watch(context);
    await loadWorklets(context);
    this.playback = new Playback(context);
    this.connect(this.playback, wantsMic);
    this.poseTimer = setInterval(() => this.tick(), POSE_TICK_MS);
    this.store.update({ phase: "walking", contextRateHz: context.sampleRate });
    if ((await microphone) !== null) await this.attachMic();
    else if (wantsMic) this.link?.setMic("off");
  }

  /** Switch the microphone; call inside a tap. */
  async setMic(isOn: boolean): Promise<void> {
    if (!isOn) {
      this.mic.close();
      this.link?.setMic("off");
      return;
    }
    if ((await this.mic.open()) === null) return;
    this.link?.setMic("sound");
    await this.attachMic();
  }

  /** Silence, and everything let go. */
  async stop(): Promise<void> {
    this.store.update({ phase: "stopped", connection: "closed", zones: [] });
    if (this.poseTimer !== null) clearInterval(this.poseTimer);
    this.token.value = null;
    this.link?.close();
    this.senses.close();
    this.mic.close();
    document.removeEventListener("visibilitychange", this.resume);
    await this.playback?.close();
    this.grant("audio", ACCESS_OFF);
  }

  /** Record what is played; both channels at the context's rate. */
  async record(seconds: number): Promise<TapRecording> {
    if (this.playback === null) throw new Error("record: expected a started session");
    return this.playback.record(seconds);
  }

  /** The audio clock, seconds; 0 before the start. */
  get contextTimeS(): number {
    return this.context?.currentTime ?? 0;
  }

  /** End a silence; call inside a tap. */
  wakeSound(): void {
    this.resume();
  }

  /** Wake sound that the browser put to sleep; call inside a tap or when the page returns. */
  readonly resume = (): void => {
    // Only from "suspended": resuming an interrupted context can freeze it on iOS.
    if (this.context?.state === "suspended") void this.context.resume();
  };

  private connect(playback: Playback, wantsMic: boolean): void {
    const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
    const options = {
      url,
      ...this.options,
      mic: wantsMic ? ("sound" as const) : ("off" as const),
      resume: this.token.value,
    };
    this.link = new LinkClient(options, playback.outlet, (report) => this.receive(report));
  }

  private async attachMic(): Promise<void> {
    if (this.context === null) return;
    const port = await this.mic.connect(this.context);
    if (port !== null) this.link?.attach(port);
  }

  private receive(report: LinkReport): void {
    if (this.store.value.phase === "stopped") return;
    switch (report.type) {
      case "connection":
        this.store.update({
          connection: report.state,
          closing: report.closing,
          place: report.place,
          words: report.words,
        });
        if (report.state === "closed") void this.stop();
        return;
      case "meters":
        this.store.update({ meters: report.meters });
        return;
      case "welcome":
        this.token.value = report.resume;
        this.poses.reset();
        this.store.update({ walk: report.walk });
        return;
      case "state":
        this.store.update({
          position: report.position,
          zones: report.zones,
          stageDeg: report.stageDeg,
        });
        return;
      default:
        report satisfies never;
    }
  }

  private tick(): void {
    this.turn(); // a compass that falls silent says nothing of it
    this.sendPose();
  }

  private sendPose(): void {
    const reading = this.senses.reading();
    const nowMs = performance.now();
    const timeUs = Math.round((performance.timeOrigin + nowMs) * 1000); // goes on across a reload
    const pose = this.poses.next(reading, nowMs, timeUs);
    if (pose === null) return;
    this.link?.sendPose(pose);
    const { headingDeg, accuracyM } = reading;
    this.store.update({ headingDeg, accuracyM, headingSource: this.senses.headingSource });
  }

  /** Turn the bed at once: from head to ear in less than 20 ms. */
  private turn(): void {
    const { headingDeg } = this.senses.reading();
    const { stageDeg } = this.store.value;
    if (headingDeg === this.faced?.headingDeg && stageDeg === this.faced.stageDeg) return;
    this.faced = { headingDeg, stageDeg };
    this.playback?.face(headingDeg, stageDeg);
  }

  private watch(context: AudioContext): void {
    const update = (): void => {
      if (context.state === "running") this.grant("audio", ACCESS_READY);
      else if (context.state !== "closed") this.grant("audio", ACCESS_BLOCKED);
    };
    context.addEventListener("statechange", update);
    if (context.state === "running") update();
    document.addEventListener("visibilitychange", this.resume);
  }

  private grant(sense: Sense, access: Access): void {
    this.store.update({ access: { ...this.store.value.access, [sense]: access } });
  }
}
