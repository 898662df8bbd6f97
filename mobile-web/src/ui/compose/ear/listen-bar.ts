/** The line that is always there: start, lamp, where one listens, heading, microphone, and the rooms. */
import { featureOf } from "../../../compose/document";
import { fill } from "../../../words/words";
import { button, element, setText } from "../../element";
import { isMicOn } from "../../walking-view";
import { nameOf } from "../desk";
import type { EarDesk } from "./ear-desk";
import { Knob } from "./knob";

const FLOOR_DB = -60; // the lamp is dark below

export class ListenBar {
  readonly root: HTMLElement;
  private readonly start: HTMLButtonElement;
  private readonly mic: HTMLButtonElement;
  private readonly knob: Knob;
  private readonly lamp = element("span", "lamp");
  private readonly where = element("span", "ear-where", [], { role: "status" });

  /** @param tabs - The buttons of the rooms. */
  constructor(
    private readonly desk: EarDesk,
    tabs: HTMLElement,
  ) {
    const { ear: w, listening } = desk;
    this.start = button(w.listen, "listen", "button-small button-main", () => this.tapped());
    this.mic = button(w.mic, "ear-mic", "button-small", () => {
      void listening.setMic(!isMicOn(listening.state));
    });
    this.lamp.setAttribute("aria-hidden", "true");
    this.knob = new Knob(w.heading, listening.senses.headingDeg, (headingDeg) =>
      listening.senses.turnTo(headingDeg),
    );
    this.root = element("div", "ear-bar", [
      this.start,
      this.lamp,
      this.where,
      this.knob.root,
      this.mic,
      tabs,
    ]);
    listening.subscribe(() => this.render());
    this.render();
  }

  private tapped(): void {
    const { listening } = this.desk;
    if (listening.isOn && listening.state.silence !== "none") listening.wake();
    else if (listening.isOn) void listening.stop();
    else void listening.start();
  }

  private render(): void {
    const { ear: w, listening } = this.desk;
    const { isOn, isBusy, state } = listening;
    const isSilenced = isOn && state.silence !== "none";
    setText(this.start, isBusy ? w.starting : isSilenced ? w.wake : isOn ? w.stop : w.listen);
    this.start.disabled = isBusy;
    this.start.classList.toggle("button-main", !isOn || isSilenced);
    this.start.setAttribute("aria-pressed", String(isOn));
    this.mic.disabled = !isOn;
    this.mic.setAttribute("aria-pressed", String(isMicOn(state)));
    this.knob.show(listening.senses.headingDeg);
    setText(this.where, this.whereWords());
    const levelDb = isOn && !isSilenced ? (state.levelDb ?? FLOOR_DB) : FLOOR_DB;
    this.lamp.style.setProperty("--level", String(Math.max(0, 1 - levelDb / FLOOR_DB)));
  }

  private whereWords(): string {
    const { ear: w, listening, store, language } = this.desk;
    const { state, failure } = listening;
    if (failure !== null) return fill(w.failed, { why: failure });
    if (state.closing !== null && !listening.isOn) return state.words || w.lost;
    if (!listening.isOn) return "";
    if (state.connection !== "open") return state.words || w.lost;
    if (listening.audition !== null) return w.auditioned;
    const [loudest] = [...state.zones].sort((one, other) => other.weight - one.weight);
    const zone = loudest === undefined ? null : featureOf(store.document, loudest.id);
    if (zone === null || (loudest?.weight ?? 0) < 0.05) return w.between;
    return fill(w.here, { zone: nameOf(zone, language) });
  }
}
