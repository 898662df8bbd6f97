/** The outdoor door: one tap, then a page that needs no eyes. */
import type { Walk } from "../domain/walk";
import type { Session } from "../session/session";
import type { SessionState } from "../session/session-state";
import { addressOf } from "./address";
import { connectionWords } from "./connection-words";
import { button, element, setText } from "./element";
import { paced } from "./paced";
import { Readings } from "./readings";
import { SenseList } from "./sense-list";
import { Switch } from "./switch";
import { ZoneList } from "./zone-list";

const ADVICE =
  "Put headphones on, open ones if you have them, and set the volume so that you still hear the street.";
const MIC_LINE = "Street and steps become part of the sound. Never stored.";

export class OutdoorPage {
  private readonly senses = new SenseList();
  private readonly zones = new ZoneList();
  private readonly readings = new Readings();
  private readonly notice = element("p", "notice", [], { role: "status" });
  private readonly description: HTMLElement;
  private readonly advice: HTMLElement;
  private readonly asks = element("p", "small", ["One tap asks for these; any of them will do:"]);
  private readonly mic: Switch;
  private readonly start: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly again = button("Walk again", "", () => location.reload());

  constructor(
    page: HTMLElement,
    walk: Walk,
    private readonly session: Session,
  ) {
    this.mic = new Switch("Microphone", MIC_LINE, true, (isOn) => this.switchMic(isOn));
    this.start = button("Start", "button-main", () => this.begin());
    this.stop = button("Stop", "", () => void session.stop());
    this.description = element("p", "small", [walk.description]);
    this.advice = element("p", "", [ADVICE]);
    page.replaceChildren(this.layout(walk));
    session.store.listen(paced((state: SessionState) => this.render(state)));
    this.render(session.store.value);
  }

  private layout(walk: Walk): HTMLElement {
    const home = element("a", "home small", ["← Latentwalk"], { href: addressOf(walk.id, null) });
    const title = element("h1", "voice heading", [walk.title]);
    const opening = element("header", "opening", [title, this.description]);
    return element("div", "column", [
      home,
      opening,
      this.notice,
      this.advice,
      this.zones.root,
      this.readings.root,
      this.mic.root,
      element("section", "", [this.asks, this.senses.root]),
      element("div", "actions", [this.start, this.stop, this.again]),
    ]);
  }

  private begin(): void {
    this.session.start(this.mic.isOn).catch((error: unknown) => {
      setText(this.notice, `The walk could not start: ${String(error)}. Reload the page.`);
    });
  }

  private switchMic(isOn: boolean): void {
    if (this.session.store.value.phase === "walking") void this.session.setMic(isOn);
  }

  private render(state: SessionState): void {
    const isWalking = state.phase === "walking";
    setText(this.notice, connectionWords(state));
    for (const part of [this.advice, this.asks]) part.hidden = state.phase !== "ready";
    this.description.hidden = isWalking;
    this.start.hidden = state.phase !== "ready" && state.phase !== "starting";
    this.start.disabled = state.phase === "starting";
    this.stop.hidden = !isWalking;
    this.again.hidden = state.phase !== "stopped";
    this.mic.root.hidden = state.phase === "stopped";
    this.senses.root.hidden = state.phase === "stopped";
    for (const part of [this.zones.root, this.readings.root]) part.hidden = !isWalking;
    if (!isWalking) {
      this.senses.render(state.access);
      return;
    }
    this.mic.set(["ready", "waiting"].includes(state.access.microphone.state));
    this.senses.render(state.access);
    this.zones.render(state.walk, state.zones);
    this.readings.render(state);
  }
}
