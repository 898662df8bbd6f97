/** A walk along the route with the microphone off, noted once a second and kept in the draft. */
import { Surveyor, type SurveySample, withSurvey } from "../../../compose/survey";
import type { Meters } from "../../../transport/link-messages";
import { type SurveyWords, surveyWordsOf } from "../../../words/compose-survey-words";
import { fill } from "../../../words/words";
import { button, setText } from "../../element";
import type { Desk } from "../desk";
import type { FootEar } from "./foot-ear";
import type { Standing, Where } from "./where";

const LOOK_MS = 100; // ten headings a second
const SAMPLE_MS = 1000;

/** A survey under way. */
interface Running {
  readonly surveyor: Surveyor;
  readonly startedMs: number;
  readonly timer: ReturnType<typeof setInterval>;
  readonly hasBegunEar: boolean; // it listens for the survey only
}

export class SiteSurvey {
  readonly button: HTMLButtonElement;
  private readonly words: SurveyWords;
  private running: Running | null = null;
  private isStarting = false;
  private headingsDeg: number[] = [];
  private sampledMs = 0;
  private meters: Meters | null = null; // when the last sample was taken
  private standing: Standing | null = null;

  /** @param onChange - Hears that it began or ended, and what is to be said of it. */
  constructor(
    private readonly desk: Desk,
    private readonly where: Where,
    private readonly ear: FootEar,
    private readonly onChange: (text: string | null) => void,
  ) {
    this.words = surveyWordsOf(desk.language);
    this.button = button(this.words.begin, "foot-survey", "foot-button", () => void this.tapped());
  }

  get isOn(): boolean {
    return this.running !== null || this.isStarting;
  }

  private async tapped(): Promise<void> {
    if (this.running !== null) await this.keep(this.running);
    else if (!this.isStarting) await this.begin();
  }

  private async begin(): Promise<void> {
    const hasBegunEar = !this.ear.isOn;
    this.isStarting = true;
    this.where.open();
    this.onChange(this.words.lead);
    try {
      if (hasBegunEar) await this.ear.start();
      this.headingsDeg = [];
      this.standing = null;
      this.meters = this.ear.state?.meters ?? null;
      const startedMs = performance.now();
      this.sampledMs = startedMs;
      const timer = setInterval(() => this.look(), LOOK_MS);
      this.running = { surveyor: new Surveyor(), startedMs, timer, hasBegunEar };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.onChange(fill(this.words.failed, { why }));
    }
    this.isStarting = false;
    this.onChange(null);
  }

  private look(): void {
    const { running } = this;
    if (running === null) return;
    const { headingDeg = null } = this.ear.state ?? {};
    if (headingDeg !== null) this.headingsDeg.push(headingDeg);
    const nowMs = performance.now();
    if (nowMs - this.sampledMs < SAMPLE_MS - LOOK_MS / 2) return;
    this.sampledMs = nowMs;
    running.surveyor.take(this.sample((nowMs - running.startedMs) / 1000));
    this.show(running);
  }

  /** What was told since the last one; a connection that began anew counts from nothing. */
  private sample(timeS: number): SurveySample {
    const meters = this.ear.state?.meters ?? null;
    const { standing } = this.where;
    const isNew = standing !== null && standing !== this.standing;
    const accuracyM = standing?.accuracyM ?? null;
    const hasFix = isNew && accuracyM !== null;
    const sample: SurveySample = {
      timeS,
      fix: hasFix ? { place: standing.place, accuracyM } : null,
      headingsDeg: this.headingsDeg,
      rttMs: meters?.rttMs ?? null,
      concealedFrames: (meters?.concealedFrames ?? 0) - (this.meters?.concealedFrames ?? 0),
      playedFrames: (meters?.playedFrames ?? 0) - (this.meters?.playedFrames ?? 0),
    };
    this.headingsDeg = [];
    this.standing = standing;
    this.meters = meters;
    return sample;
  }

  private show({ surveyor: { points }, startedMs }: Running): void {
    const { words: w } = this;
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    const last = points.at(-1);
    const accuracy =
      last === undefined ? w.noFix : fill(w.within, { metres: Math.round(last.accuracyM) });
    setText(this.button, fill(w.running, { seconds, points: points.length, accuracy }));
  }

  private async keep({ surveyor: { points }, timer, hasBegunEar }: Running): Promise<void> {
    const { words: w } = this;
    clearInterval(timer);
    this.running = null;
    setText(this.button, w.begin);
    if (points.length > 0) {
      const name = fill(w.name, { time: this.time() });
      this.desk.store.apply(w.did, (walk) => withSurvey(walk, points, name));
    }
    if (hasBegunEar) await this.ear.stop();
    this.onChange(points.length === 0 ? w.nothing : fill(w.kept, { points: points.length }));
  }

  private time(): string {
    const style = { dateStyle: "medium", timeStyle: "short" } as const;
    return new Date().toLocaleString(this.desk.language, style);
  }
}
