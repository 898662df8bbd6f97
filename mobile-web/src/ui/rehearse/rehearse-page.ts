/** The page on which a walk is rehearsed: map, timeline, and the desk's controls beside them. */
import type { Walk } from "../../domain/walk";
import { PRESETS } from "../../sensors/simulated-surroundings";
import { levelDbOf } from "../../session/hooks";
import type { SessionOptions } from "../../session/session";
import type { SessionState } from "../../session/session-state";
import { fetchWalk } from "../../transport/walk-api";
import { tongueOf } from "../../words/catalogue";
import type { Language } from "../../words/language";
import { type RehearseWords, rehearseWordsOf } from "../../words/rehearse-words";
import { fill, wordsIn } from "../../words/words";
import { connectionWords } from "../connection-words";
import { button, element, setText } from "../element";
import { SilenceView } from "../silence-view";
import { isMicOn } from "../walking-view";
import { Desk } from "./desk";
import { DeskKeys } from "./desk-keys";
import { Legend } from "./legend";
import { Listening } from "./listening";
import { MapView } from "./map-view";
import { PhonePanel } from "./phone-panel";
import { RenderPanel } from "./render-panel";
import { TimelineLog } from "./timeline-log";
import { TimelineView } from "./timeline-view";
import type { Sighting } from "./walker-drawing";
import { WayPanel } from "./way-panel";

const FIRST_PLACE = "park";
const STEP_MS = 50;
const LOOK_TICKS = 4; // five looks a second
const MAP_MS = 30; // sound comes first: some thirty pictures a second
const TIMELINE_MS = 100;
const INSIDE = 0.5;

export class RehearsePage {
  private readonly words: RehearseWords;
  private readonly desk: Desk;
  private readonly keys = new DeskKeys();
  private readonly listening: Listening;
  private readonly log = new TimelineLog();
  private readonly map: MapView;
  private readonly timeline: TimelineView;
  private readonly phone: PhonePanel;
  private readonly way: WayPanel;
  private readonly render: RenderPanel;
  private readonly listen: HTMLButtonElement;
  private readonly mic: HTMLButtonElement;
  private readonly notice = element("p", "notice", [], { role: "status" });
  private readonly told = element("p", "told", [], { role: "status" });
  private readonly standing = element("p", "standing", [], { role: "status" });
  private readonly silence: SilenceView;
  private seed = 1;
  private steppedMs = performance.now();
  private ticks = 0;
  private mapMs = 0;
  private timelineMs = 0;

  constructor(
    page: HTMLElement,
    private readonly language: Language,
    private walk: Walk,
    options: SessionOptions,
  ) {
    this.words = rehearseWordsOf(language);
    const { words } = this;
    this.desk = new Desk(walk, PRESETS[FIRST_PLACE], this.seed);
    this.listening = new Listening(
      options,
      walk,
      tongueOf(language),
      this.desk,
      (state) => this.heard(state),
      (line) => setText(this.told, line),
    );
    this.map = new MapView(walk, language, words.map, {
      dragged: (place) => this.desk.drag(place),
      tapped: (place) => this.desk.jump(place),
    });
    this.timeline = new TimelineView(words, language, this.log);
    this.phone = new PhonePanel(
      words,
      FIRST_PLACE,
      (surroundings) => this.desk.phone.surround(surroundings),
      () => this.reseed(),
    );
    this.way = new WayPanel(words, this.desk, () => this.map.fit(this.desk.track?.places));
    this.render = new RenderPanel(words, walk.id, () => this.order());
    this.listen = button(words.listen, "listen", "button button-main", () => void this.toggle());
    this.mic = button(words.mic, "microphone", "button", () => this.toggleMic());
    this.silence = new SilenceView(tongueOf(language).words, () => this.listening.wake());
    page.replaceChildren(this.layout());
    document.title = `${this.heading} – Latentwalk`;
  }

  /** Begin: the desk walks whether anybody listens or not. */
  open(): void {
    this.keys.open();
    this.heard(this.listening.state);
    setInterval(() => this.step(), STEP_MS);
    requestAnimationFrame(this.draw);
    if (this.isDraft) window.addEventListener("focus", () => void this.refresh());
    void this.render.open();
  }

  private get isDraft(): boolean {
    return this.walk.id.endsWith("@draft");
  }

  /** Where this draft is drawn; else where all walks are. */
  private get composer(): string {
    const id = this.walk.id.replace(/@draft$/, "");
    return this.isDraft ? `/compose?walk=${encodeURIComponent(id)}` : "/compose";
  }

  private get heading(): string {
    return fill(this.words.heading, { walk: wordsIn(this.walk.title, this.language) });
  }

  private layout(): HTMLElement {
    const { words } = this;
    const tag = this.isDraft ? element("span", "tag", [words.draft]) : null;
    const zoom = (name: string, sign: string, act: () => void) => {
      const made = button(sign, name, "map-button", act);
      made.setAttribute("aria-label", words[name as "zoomIn" | "zoomOut" | "fit"]);
      return made;
    };
    const isCoarse = matchMedia("(pointer: coarse)").matches;
    return element("div", "rehearse", [
      element("header", "rehearse-head", [
        element("a", "home", [`← ${words.compose}`], { href: this.composer }),
        element("h1", "voice rehearse-title", [this.heading, tag]),
      ]),
      element("div", "rehearse-listen", [
        element("div", "listen", [this.listen, this.mic]),
        this.notice,
      ]),
      element("div", "rehearse-stage", [
        element("div", "rehearse-ground", [
          this.map.canvas,
          element("div", "map-buttons", [
            zoom("zoomIn", "+", () => this.map.zoom(1)),
            zoom("zoomOut", "−", () => this.map.zoom(-1)),
            zoom("fit", "⤢", () => this.map.fit(this.desk.track?.places)),
          ]),
          this.told,
          this.standing,
        ]),
        new Legend(words).root,
        element("p", "small", [isCoarse ? words.howTouch : words.how]),
        element("h2", "voice panel-title", [words.timeline.title]),
        element("div", "rehearse-time", [this.timeline.canvas]),
      ]),
      element("div", "rehearse-desk", [this.phone.root, this.way.root, this.render.root]),
      this.silence.root,
    ]);
  }

  private async toggle(): Promise<void> {
    const { phase } = this.listening.state;
    if (phase === "walking" || phase === "starting") {
      await this.listening.stop();
      return;
    }
    try {
      await this.listening.start();
    } catch (error) {
      const { failed } = tongueOf(this.language).words.walking;
      setText(this.notice, fill(failed, { error: String(error) }));
    }
  }

  private toggleMic(): void {
    this.listening.setMic(!isMicOn(this.listening.state));
  }

  private reseed(): void {
    this.seed += 1;
    this.desk.phone.reseed(this.seed);
  }

  private order() {
    const { gpx } = this.way;
    if (gpx === null) return null;
    const { place, surroundings } = this.phone.choice;
    return { gpx, place, radiusM: surroundings.radiusM, seed: this.seed };
  }

  /** A draft may have been changed in the other window. */
  private async refresh(): Promise<void> {
    const walk = await fetchWalk(this.walk.id).catch(() => this.walk);
    this.walk = walk;
    this.map.setWalk(walk);
  }

  private heard(state: SessionState): void {
    const { words } = this;
    const { phase } = state;
    const isOpen = phase === "walking" || phase === "starting";
    setText(
      this.listen,
      phase === "starting" ? words.starting : isOpen ? words.stop : words.listen,
    );
    this.listen.disabled = phase === "starting";
    this.listen.classList.toggle("button-main", !isOpen);
    this.mic.hidden = phase !== "walking";
    this.mic.setAttribute("aria-pressed", String(isMicOn(state)));
    setText(this.notice, connectionWords(state, tongueOf(this.language).words));
    this.silence.render(state);
  }

  private step(): void {
    const nowMs = performance.now();
    this.desk.step((nowMs - this.steppedMs) / 1000, this.keys.steer);
    this.steppedMs = nowMs;
    if (this.ticks++ % LOOK_TICKS !== 0) return;
    this.look(nowMs / 1000);
    this.way.render();
    this.map.tell(this.sighting());
  }

  /** Note what is so now, and say it. */
  private look(nowS: number): void {
    const { position, zones, meters, latents, phase } = this.listening.state;
    const { place } = this.desk.walker;
    const heard = new Map(zones.map(({ id, weight }) => [id, weight]));
    const errorM =
      position === null || phase !== "walking"
        ? null
        : Math.hypot(position.eastM - place.eastM, position.northM - place.northM);
    if (phase === "walking") {
      this.log.take({
        timeS: nowS,
        weights: this.walk.zones.map(({ id }) => heard.get(id) ?? 0),
        latents: Object.values(latents)[0] ?? [],
        levelDb: levelDbOf(meters?.level ?? 0),
        errorM,
      });
    }
    setText(this.standing, phase === "walking" ? this.say(heard, errorM) : "");
  }

  private say(heard: ReadonlyMap<string, number>, errorM: number | null): string {
    const { standing } = this.words;
    if (this.desk.phone.isStale) return standing.noFix;
    const zone = this.walk.zones.find(({ id }) => (heard.get(id) ?? 0) >= INSIDE);
    const title = zone === undefined ? "" : wordsIn(zone.title, this.language);
    const where = title === "" ? standing.between : fill(standing.in, { zone: title });
    if (errorM === null) return where;
    const metres = Math.round(errorM);
    return `${where} · ${metres === 0 ? standing.exact : fill(standing.off, { metres })}`;
  }

  private sighting(): Sighting {
    const { desk } = this;
    const { position, phase } = this.listening.state;
    return {
      truth: desk.walker.truth,
      headingDeg: desk.phone.headingDeg,
      fix: desk.phone.isStale ? null : desk.phone.fix,
      heard: phase === "walking" ? position : null,
      trail: desk.trail,
      track: desk.track?.places ?? [],
    };
  }

  private readonly draw = (nowMs: number): void => {
    requestAnimationFrame(this.draw);
    if (nowMs - this.mapMs >= MAP_MS) {
      this.mapMs = nowMs;
      const { zones } = this.listening.state;
      this.map.draw(this.sighting(), new Map(zones.map(({ id, weight }) => [id, weight])));
    }
    if (nowMs - this.timelineMs < TIMELINE_MS) return;
    this.timelineMs = nowMs;
    this.timeline.draw(this.walk.zones, nowMs / 1000);
  };
}
