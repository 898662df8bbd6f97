/** The indoor door: the world fills the page; a few words lie over it and go with the first step. */
import type { Walk } from "../domain/walk";
import type { Session } from "../session/session";
import type { SessionState } from "../session/session-state";
import type { Tongue } from "../words/catalogue";
import { fill, wordsIn } from "../words/words";
import { addressOf } from "./address";
import { connectionWords } from "./connection-words";
import { button, element, setText } from "./element";
import { lacksOf } from "./missing";
import { MissingLine } from "./missing-line";
import { paced } from "./paced";
import { SilenceView } from "./silence-view";
import { ThumbControl } from "./thumb-controls";
import { isMicOn } from "./walking-view";
import { zoneLine } from "./zone-line";

export class IndoorPage {
  private readonly root: HTMLElement;
  private readonly notice = element("p", "notice", [], { role: "status" });
  private readonly zone = element("p", "unseen", [], { role: "status" });
  private readonly opening: HTMLElement;
  private readonly once: HTMLElement;
  private readonly missing: MissingLine;
  private readonly silence: SilenceView;
  private readonly mic: ThumbControl;
  private readonly controls: HTMLElement;
  private readonly enter: HTMLButtonElement;
  private readonly again: HTMLButtonElement;

  /** @param world - The element in which the world is drawn. */
  constructor(
    page: HTMLElement,
    private readonly tongue: Tongue,
    private readonly walk: Walk,
    private readonly session: Session,
    world: HTMLElement,
  ) {
    const { walking, indoor } = tongue.words;
    this.enter = button(indoor.enter, "enter", "button button-main", () => this.begin());
    this.again = button(walking.again, "again", "button button-main", () => location.reload());
    this.opening = this.makeOpening();
    this.once = element("div", "indoor-once", [
      element("p", "voice once", [walking.once]),
      element("p", "small", [this.how]),
    ]);
    this.missing = new MissingLine(walking.missing);
    this.silence = new SilenceView(tongue.words, () => session.wakeSound());
    this.mic = new ThumbControl("micOff", walking.mic, "microphone", () => {
      void session.setMic(!isMicOn(session.store.value));
    });
    this.controls = this.makeControls();
    this.root = element("div", "indoor", [
      world,
      this.once,
      element("div", "indoor-notice", [this.notice, this.zone]),
      this.controls,
      this.opening,
      this.silence.root,
    ]);
    page.replaceChildren(this.root);
    session.store.listen(paced((state: SessionState) => this.render(state)));
    this.render(session.store.value);
  }

  private get how(): string {
    const { indoor } = this.tongue.words;
    return matchMedia("(pointer: coarse)").matches ? indoor.thumbs : indoor.keys;
  }

  private makeOpening(): HTMLElement {
    const { words, language } = this.tongue;
    return element("div", "threshold", [
      element("div", "threshold-words", [
        element("a", "home", [`← ${words.title}`], { href: addressOf(null, null) }),
        element("h1", "voice title", [wordsIn(this.walk.title, language)]),
        element("p", "lead", [wordsIn(this.walk.description, language)]),
      ]),
      element("div", "threshold-actions", [
        element("p", "small", [this.how]),
        this.enter,
        this.again,
      ]),
    ]);
  }

  private makeControls(): HTMLElement {
    const { walking } = this.tongue.words;
    const stop = new ThumbControl("stop", walking.stop, "stop", () => void this.session.stop());
    return element("div", "indoor-controls", [
      this.missing.root,
      element("div", "thumbs", [this.mic.root, stop.root]),
    ]);
  }

  private begin(): void {
    this.session.start(false).catch((error: unknown) => {
      const { failed } = this.tongue.words.walking;
      setText(this.notice, fill(failed, { error: String(error) }));
    });
  }

  private render(state: SessionState): void {
    const { words } = this.tongue;
    const isWalking = state.phase === "walking";
    this.opening.hidden = isWalking;
    this.enter.hidden = state.phase === "stopped";
    this.again.hidden = state.phase !== "stopped";
    this.enter.disabled = state.phase === "starting";
    setText(this.enter, this.enter.disabled ? words.before.starting : words.indoor.enter);
    this.once.hidden = !isWalking;
    this.once.classList.toggle("gone", state.hasStepped);
    this.controls.hidden = !isWalking;
    setText(this.notice, connectionWords(state, words));
    setText(this.zone, isWalking ? zoneLine(this.walk, state.zones, this.tongue) : "");
    this.missing.render(lacksOf(state, words));
    this.silence.render(state);
    const isOn = isMicOn(state);
    const label = isOn ? words.walking.micIsOn : words.walking.micIsOff;
    this.mic.show(isOn ? "mic" : "micOff", words.walking.mic, label, isOn);
  }
}
