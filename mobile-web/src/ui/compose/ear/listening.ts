/**
 * The editor's ear: one session on the draft, heard where the listener stands, and the latents that
 * sound instead of the ground while something is tried.
 */
import type { GeoJsonWalk } from "../../../compose/document";
import type { Latents } from "../../../compose/ear/palette";
import { moved, ORIGIN, type PlaceM } from "../../../compose/place";
import type { Plane } from "../../../compose/plane";
import { extentOf, middleOf } from "../../../compose/shape";
import { publishHooks } from "../../../session/hooks";
import { Session } from "../../../session/session";
import { INITIAL_STATE, type SessionState } from "../../../session/session-state";
import { ListenerSenses } from "./listener-senses";

/** Latents of a model, standard deviations. */
export interface Sounding {
  readonly model: string;
  readonly values: Latents;
}

const SEND_MS = 100; // ten a second: half of what a session may send
const DRAFT = "@draft"; // of the walk's id (PROTOCOL.md)
const BESIDE_M = 5;

export class Listening {
  readonly senses: ListenerSenses;
  private session: Session | null = null;
  private tried: Sounding | null = null;
  private sending: ReturnType<typeof setTimeout> | null = null;
  private sent: Sounding | null = null;
  private connection: SessionState["connection"] = "closed";
  private why: string | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly id: string,
    walk: GeoJsonWalk,
    plane: Plane,
  ) {
    const upM = walk.latentwalk.start?.[2] ?? 0;
    this.senses = new ListenerSenses(firstPlace(walk, plane), upM, 0, () => this.tell());
  }

  /** Hear of every change; returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get state(): SessionState {
    return this.session?.store.value ?? INITIAL_STATE;
  }

  get isOn(): boolean {
    return this.state.phase === "walking";
  }

  get isBusy(): boolean {
    return this.state.phase === "starting";
  }

  /** Why the last start failed; `null` where it did not. */
  get failure(): string | null {
    return this.why;
  }

  /** What sounds instead of the ground. */
  get audition(): Sounding | null {
    return this.tried;
  }

  get analyser(): AnalyserNode | null {
    return this.session?.playback?.analyser ?? null;
  }

  /** What of a model sounds now: what is tried, else what the ground last decoded. */
  soundingOf(model: string): Sounding | null {
    if (this.tried !== null) return this.tried;
    const values = this.state.latents[model];
    return values === undefined || values.length === 0 ? null : { model, values };
  }

  /** Begin; call inside a tap. */
  async start(): Promise<void> {
    if (this.isOn || this.isBusy) return;
    this.why = null;
    const walk = `${this.id}${DRAFT}`;
    const options = { walk, door: "indoor", codec: "opus" } as const;
    const session = new Session(options, this.senses);
    this.session = session;
    session.store.listen(({ connection }) => this.follow(connection));
    publishHooks(session, this.senses);
    try {
      await session.start(false);
    } catch (error) {
      this.why = error instanceof Error ? error.message : String(error);
      await session.stop();
    }
    this.tell();
  }

  async stop(): Promise<void> {
    this.release();
    await this.session?.stop();
    this.tell();
  }

  /** Call inside a tap. */
  wake(): void {
    this.session?.wakeSound();
  }

  /** Call inside a tap. */
  async setMic(isOn: boolean): Promise<void> {
    await this.session?.setMic(isOn);
  }

  /** Let latents sound instead of the ground. */
  try(model: string, values: Latents): void {
    this.tried = { model, values };
    this.sendSoon();
    this.tell();
  }

  /** Give the ground back. */
  release(): void {
    if (this.tried === null) return;
    this.tried = null;
    this.sendSoon();
    this.tell();
  }

  /** Record what is played now. */
  async record(seconds: number): Promise<AudioBuffer | null> {
    const playback = this.session?.playback ?? null;
    if (playback === null || !this.isOn) return null;
    const { left, right } = await playback.record(seconds);
    const sampleRate = this.state.contextRateHz ?? 48_000;
    const sound = new AudioBuffer({ numberOfChannels: 2, length: left.length, sampleRate });
    sound.copyToChannel(left, 0);
    sound.copyToChannel(right, 1);
    return sound;
  }

  /** A session that opens knows of nothing that is tried. */
  private follow(connection: SessionState["connection"]): void {
    if (connection !== this.connection) {
      this.connection = connection;
      this.sent = null;
      if (connection === "open") this.send();
    }
    this.tell();
  }

  private sendSoon(): void {
    if (this.sending !== null) return; // the last one wins
    this.send();
    this.sending = setTimeout(() => {
      this.sending = null;
      if (this.sent !== this.tried) this.sendSoon();
    }, SEND_MS);
  }

  private send(): void {
    const { tried, sent } = this;
    if (tried === sent) return;
    const model = tried?.model ?? sent?.model ?? "";
    this.session?.audition(model, tried?.values ?? null);
    this.sent = tried;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Where a walk begins, else in its first zone. */
function firstPlace(walk: GeoJsonWalk, plane: Plane): PlaceM {
  const [east, north] = walk.latentwalk.start ?? [];
  if (east !== undefined && north !== undefined) return plane.toPlace([east, north]);
  const zone = walk.features.find(({ properties }) => (properties.kind ?? "zone") === "zone");
  const extent = zone === undefined ? null : extentOf(zone, plane);
  if (zone === undefined || extent === null) return ORIGIN;
  // Beside its middle, where the zone's own handle lies.
  const highM = extent.northM - extent.southM;
  return moved(middleOf(zone, plane), 0, -Math.min(BESIDE_M, highM / 6));
}
