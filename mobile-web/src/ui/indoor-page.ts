/** The indoor door: the world fills the page; a few words lie over it and go with the first step. */
import { OwnVoice } from "../audio/own-voice";
import type { Walk } from "../domain/walk";
import type { Company } from "../session/company";
import type { Session } from "../session/session";
import type { SessionState } from "../session/session-state";
import type { Tongue } from "../words/catalogue";
import { fill, wordsIn } from "../words/words";
import { addressOf } from "./address";
import { closingView } from "./closing-view";
import { connectionWords } from "./connection-words";
import { coverView } from "./cover-view";
import { button, element, setText } from "./element";
import { lastPage } from "./last-page";
import { lacksOf } from "./missing";
import { MissingLine } from "./missing-line";
import { paced } from "./paced";
import { SilenceView } from "./silence-view";
import { ThumbControl } from "./thumb-controls";
import { WaitingView } from "./waiting-view";
import { isMicOn, openingLine } from "./walking-view";
import { zoneLine } from "./zone-line";

export class IndoorPage {
  private readonly root: HTMLElement;
  private readonly notice = element("p", "notice", [], { role: "status" });
  private readonly zone = element("p", "unseen", [], { role: "status" });
  private readonly said = element("p", "voice said", [], { role: "status" });
  private readonly opening: HTMLElement;
  private readonly once: HTMLElement;
  private readonly missing: MissingLine;
  private readonly silence: SilenceView;
  private readonly waiting: WaitingView;
  private readonly mic: ThumbControl;
  private readonly controls: HTMLElement;
  private readonly enter: HTMLButtonElement;
  private readonly again: HTMLButtonElement;
  private isEnded = false;

  /**
   * @param world - The element in which the world is drawn.
   * @param reopen - Opens the door anew: the server has asked for the walk's code.
   */
  constructor(
    private readonly page: HTMLElement,
    private readonly tongue: Tongue,
    private readonly walk: Walk,
    private readonly session: Session,
    private readonly company: Company,
    world: HTMLElement,
    private readonly reopen: () => void,
  ) {
    const { walking, indoor } = tongue.words;
    this.enter = button(indoor.enter, "enter", "button button-main", () => this.begin());
    this.again = button(walking.again, "again", "button button-main", () => location.reload());
    this.opening = this.makeOpening();
    this.once = element("div", "indoor-once", [
      openingLine(walk, tongue),
      element("p", "small", [this.how]),
    ]);
    this.missing = new MissingLine(walking.missing);
    this.silence = new SilenceView(tongue.words, () => session.wakeSound());
    this.waiting = new WaitingView(tongue.words, () => company.leave());
    this.mic = new ThumbControl("micOff", walking.mic, "microphone", () => {
      void session.setMic(!isMicOn(session.store.value));
    });
    this.controls = this.makeControls();
    this.root = element("div", "indoor", [
      world,
      this.once,
      element("div", "indoor-notice", [this.notice, this.said, this.zone]),
      this.controls,
      this.opening,
      this.waiting.root,
      this.silence.root,
    ]);
    page.replaceChildren(this.root);
    const render = paced(() => this.render(session.store.value));
    session.store.listen(render);
    company.store.listen(render);
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
        coverView(this.walk, this.tongue),
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
    const stop = new ThumbControl("stop", walking.stop, "stop", () => this.company.leave());
    return element("div", "indoor-controls", [
      this.missing.root,
      element("div", "thumbs", [this.mic.root, stop.root]),
    ]);
  }

  private begin(): void {
    OwnVoice.wake();
    this.session.start(false).catch((error: unknown) => {
      const { failed } = this.tongue.words.walking;
      setText(this.notice, fill(failed, { error: String(error) }));
    });
  }

  private render(state: SessionState): void {
    if (this.isEnded || this.hasEnded(state)) return;
    const { words } = this.tongue;
    const { line, isOpening } = this.company.store.value;
    setText(this.said, line);
    const isWalking = state.phase === "walking";
    this.opening.hidden = isWalking;
    this.enter.hidden = state.phase === "stopped";
    this.again.hidden = state.phase !== "stopped";
    this.enter.disabled = state.phase === "starting";
    setText(this.enter, this.enter.disabled ? words.before.starting : words.indoor.enter);
    this.once.hidden = !isWalking;
    this.once.classList.toggle("gone", (state.hasStepped && !isOpening) || line !== "");
    this.controls.hidden = !isWalking;
    setText(this.notice, connectionWords(state, words));
    setText(this.zone, isWalking ? zoneLine(this.walk, state.zones, this.tongue) : "");
    this.missing.render(lacksOf(state, words));
    this.waiting.render(state);
    this.silence.render(state);
    const isOn = isMicOn(state);
    const label = isOn ? words.walking.micIsOn : words.walking.micIsOff;
    this.mic.show(isOn ? "mic" : "micOff", words.walking.mic, label, isOn);
  }
  /** Show the end over the world, or in its place; who never walked stays at the threshold. */
  private hasEnded(state: SessionState): boolean {
    const { company, tongue, walk } = this;
    const { ending } = company.store.value;
    const { walkedS } = company;
    if (ending === "farewell") {
      const view = closingView(company.lastWords, tongue.words, () => company.leave());
      if (this.root.querySelector(".closing") === null) this.root.append(view);
      return true;
    }
    if (state.phase !== "stopped") return false;
    this.isEnded = state.closing === "access-code" || (state.closing === null && walkedS !== null);
    if (!this.isEnded) return false;
    if (walkedS === null || state.closing === "access-code") this.reopen();
    else this.page.replaceChildren(lastPage(tongue, walk, walkedS, state.meters?.bytes ?? 0));
    return true;
  }
}
