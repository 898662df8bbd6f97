/** The tools on foot: big buttons, each leaves something where one stands. */

import { type GeoJsonWalk, withFeature, withProperties } from "../../../compose/document";
import { withAnchorOf } from "../../../compose/ear/swatches";
import { EdgeWalk } from "../../../compose/edge-walk";
import {
  type Grown,
  numberOf,
  plantedIn,
  withDrawn,
  withSample,
  withSpot,
} from "../../../compose/new-feature";
import { lengthText } from "../../../compose/pace";
import { lengthM } from "../../../compose/place";
import { DraftApiError, uploadFile } from "../../../transport/draft-api";
import { fill } from "../../../words/words";
import { button, element, setText } from "../../element";
import type { Desk } from "../desk";
import { Panel } from "../dialog";
import type { MapGround } from "../ground/map-ground";
import type { Laid } from "../ground-map";
import { FootEar } from "./foot-ear";
import { Recorder } from "./recorder";
import { SiteSurvey } from "./site-survey";
import { type Standing, Where } from "./where";

const RECORD_S = 10;
const LONGEST_NOTE_S = 120;
const HUSH_RADIUS_M = 10;
const TICK_MS = 250;

/** What grows a walk by something that lies at a place. */
type Growing = (walk: GeoJsonWalk) => Grown;

export class FootPanel {
  readonly root = element("section", "foot");
  private readonly where: Where;
  private readonly ear: FootEar;
  private readonly status = element("p", "foot-status", [], { role: "status" });
  private readonly said = element("p", "foot-said", [], { role: "status" });
  private readonly listen: HTMLButtonElement;
  private readonly plant: HTMLButtonElement;
  private readonly record: HTMLButtonElement;
  private readonly edge: HTMLButtonElement;
  private readonly note: HTMLButtonElement;
  private readonly hush: HTMLButtonElement;
  private readonly survey: SiteSurvey;
  private edgeWalk: EdgeWalk | null = null;
  private edgeLine: Laid | null = null;
  private noting: Recorder | null = null;
  private isRecording = false;

  constructor(
    private readonly desk: Desk,
    private readonly ground: MapGround,
  ) {
    const w = desk.words.foot;
    this.ear = new FootEar(desk);
    this.where = new Where(desk, ground, (standing, isRefused) => this.stood(standing, isRefused));
    this.listen = button(
      w.begin,
      "foot-listen",
      "foot-button button-main",
      () => void this.toggle(),
    );
    this.plant = big(w.plant, "foot-plant", () => this.plantHeard());
    this.record = big(w.record, "foot-record", () => void this.recordAndPlant());
    this.edge = big(w.edge, "foot-edge", () => this.walkEdge());
    this.hush = big(w.hush, "foot-hush", () => this.markHush());
    this.note = big(w.note, "foot-note", () => void this.speakNote());
    this.survey = new SiteSurvey(desk, this.where, this.ear, (text) => {
      if (text !== null) this.say(text);
      this.render();
    });
    this.root.append(
      this.status,
      element("div", "foot-buttons", [
        this.listen,
        this.plant,
        this.record,
        this.edge,
        this.hush,
        this.note,
        this.survey.button,
      ]),
      this.said,
    );
    setText(this.status, w.beginLead);
    this.render();
  }

  private async toggle(): Promise<void> {
    const w = this.desk.words.foot;
    try {
      if (this.ear.isOn) await this.ear.stop();
      else {
        this.where.open();
        await this.ear.start();
      }
    } catch (error) {
      this.say(fill(w.failed, { why: error instanceof Error ? error.message : String(error) }));
    }
    this.render();
  }

  private stood(standing: Standing | null, isRefused: boolean): void {
    const w = this.desk.words.foot;
    const accuracy = Math.round(standing?.accuracyM ?? 0);
    const text = standing === null ? w.noFix : fill(w.here, { accuracy });
    setText(this.status, isRefused ? w.refused : text);
    if (standing !== null && this.edgeWalk?.take(standing.place, standing.accuracyM) === true) {
      this.drawEdge(this.edgeWalk);
    }
    this.render();
  }

  private render(): void {
    const w = this.desk.words.foot;
    const isPlaced = this.where.standing !== null;
    setText(this.listen, this.ear.isOn ? w.quiet : w.begin);
    this.listen.classList.toggle("button-main", !this.ear.isOn);
    this.listen.disabled = this.survey.isOn;
    this.plant.disabled = !isPlaced || !this.ear.isOn;
    this.record.disabled = !isPlaced || this.isRecording || this.noting !== null;
    this.hush.disabled = !isPlaced;
    this.edge.disabled = !isPlaced;
    this.note.disabled = !isPlaced || this.isRecording;
    if (this.edgeWalk === null) setText(this.edge, w.edge);
    if (this.noting === null) setText(this.note, w.note);
  }

  private plantHeard(): void {
    const w = this.desk.words.foot;
    const { heard } = this.ear;
    if (heard === null) {
      this.say(w.nothingHeard);
      return;
    }
    const title = fill(w.heardName, { time: this.time() });
    this.grow((place, plane) => (walk) => {
      const spot = withSpot(walk, place, "anchors", title, plane);
      return withAnchorOf(spot.walk, spot.id, place, { title, ...heard }, plane);
    });
  }

  private async recordAndPlant(): Promise<void> {
    const w = this.desk.words.foot;
    const recorder = await Recorder.begin();
    if (recorder === null) return this.say(w.noMic);
    this.isRecording = true;
    this.render();
    await this.until(() => {
      const left = Math.max(0, Math.ceil(RECORD_S - recorder.seconds));
      setText(this.record, fill(w.recording, { seconds: left }));
      return recorder.seconds >= RECORD_S;
    });
    const sound = await recorder.end();
    this.isRecording = false;
    setText(this.record, w.record);
    this.render();
    const title = fill(w.soundName, { time: this.time() });
    await this.keepSound(sound, title, (place, plane, file) => (walk) => {
      const spot = withSpot(walk, place, "planted", title, plane);
      return plantedIn(spot, place, file, title, plane);
    });
  }

  /** A first tap begins, a second one closes the ring. */
  private walkEdge(): void {
    const { words, plane } = this.desk;
    if (this.edgeWalk === null) {
      this.edgeWalk = new EdgeWalk();
      this.stood(this.where.standing, false);
      return;
    }
    const ring = this.edgeWalk.ring();
    this.edgeWalk = null;
    this.edgeLine?.remove();
    this.edgeLine = null;
    if (ring === null) this.say(words.foot.edgeShort);
    else {
      this.grow(() => (walk) => {
        const title = `${words.kinds.zone} ${numberOf(walk, "zone")}`;
        return withDrawn(walk, "zone", { shape: "polygon", ring }, title, plane);
      });
    }
    this.render();
  }

  private drawEdge({ path }: EdgeWalk): void {
    const { words, language } = this.desk;
    this.edgeLine?.remove();
    this.edgeLine = this.ground.addLines([path], { colour: "#e6ba92", widthPx: 3 });
    setText(this.edge, fill(words.foot.edgeDone, { length: lengthText(lengthM(path), language) }));
  }

  private markHush(): void {
    const { words } = this.desk;
    const panel = new Panel(words.foot.hushWhat, words.cancel);
    for (const [hush, label] of Object.entries(words.inspector.hushes)) {
      panel.body.append(
        big(label, `hush-${hush}`, () => {
          panel.close();
          this.grow((centre, plane) => (walk) => {
            const circle = { shape: "circle", centre, radiusM: HUSH_RADIUS_M } as const;
            const grown = withDrawn(walk, "hush", circle, label, plane);
            const marked = withFeature(grown.walk, grown.id, (each) =>
              withProperties(each, { hush }),
            );
            return { ...grown, walk: marked };
          });
        }),
      );
    }
    panel.open();
  }

  /** A first tap begins, a second one keeps; it lies there as a sound that only a rule would play. */
  private async speakNote(): Promise<void> {
    const w = this.desk.words.foot;
    if (this.noting !== null) {
      const recorder = this.noting;
      this.noting = null;
      const title = fill(w.noteName, { time: this.time() });
      const sound = await recorder.end();
      this.render();
      await this.keepSound(sound, title, (place, plane, file) => (walk) => {
        const grown = withSample(walk, place, file, title, plane);
        const note = { playing: "rule", "x-note": true };
        return {
          ...grown,
          walk: withFeature(grown.walk, grown.id, (each) => withProperties(each, note)),
        };
      });
      return;
    }
    const recorder = await Recorder.begin();
    if (recorder === null) return this.say(w.noMic);
    this.noting = recorder;
    this.render();
    await this.until(() => {
      const seconds = Math.floor(recorder.seconds);
      if (this.noting === recorder) setText(this.note, fill(w.noteDone, { seconds }));
      return this.noting !== recorder || seconds >= LONGEST_NOTE_S;
    });
    if (this.noting === recorder) await this.speakNote();
  }

  private async keepSound(
    sound: Blob | null,
    title: string,
    growing: (place: Standing["place"], plane: Desk["plane"], file: string) => Growing,
  ): Promise<void> {
    const { store, words } = this.desk;
    if (sound === null) return this.say(words.foot.noMic);
    try {
      const name = `${title.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}.wav`;
      const file = await uploadFile(store.id, name, sound);
      this.grow((place, plane) => growing(place, plane, file));
    } catch (error) {
      if (!(error instanceof DraftApiError)) throw error;
      this.say(fill(words.features.failed, { why: error.message }));
    }
  }

  /** Let something lie where one stands. */
  private grow(growing: (place: Standing["place"], plane: Desk["plane"]) => Growing): void {
    const { store, words, plane } = this.desk;
    const { standing } = this.where;
    if (standing === null) return;
    store.apply(words.did.plant, (walk) => growing(standing.place, plane)(walk).walk);
    this.say(words.foot.kept);
  }

  private until(isDone: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        if (!isDone()) return;
        clearInterval(timer);
        resolve();
      }, TICK_MS);
    });
  }

  private time(): string {
    const time = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
    return new Date().toLocaleTimeString(this.desk.language, time);
  }

  private say(text: string): void {
    setText(this.said, text);
  }
}

function big(words: string, action: string, onTap: () => void): HTMLButtonElement {
  return button(words, action, "foot-button", onTap);
}
