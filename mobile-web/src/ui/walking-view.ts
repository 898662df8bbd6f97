/** Outdoors, while walking: a picture that turns, one sentence that goes, three controls. */
import type { Walk } from "../domain/walk";
import type { CompanyState } from "../session/company";
import type { Session } from "../session/session";
import type { SessionState } from "../session/session-state";
import type { Tongue } from "../words/catalogue";
import { wordsIn } from "../words/words";
import { CompassPicture } from "./compass-picture";
import { connectionWords } from "./connection-words";
import { element, setText } from "./element";
import { lacksOf } from "./missing";
import { MissingLine } from "./missing-line";
import { paced } from "./paced";
import { PocketScreen } from "./pocket-screen";
import { SilenceView } from "./silence-view";
import { ThumbControl } from "./thumb-controls";
import { WaitingView } from "./waiting-view";
import { zoneLine } from "./zone-line";

const LONG = 60; // letters: more do not fit in large type
const PICTURE_MS = 100; // ten pictures a second at most

export class WalkingView {
  readonly root: HTMLElement;
  private readonly notice = element("p", "notice", [], { role: "status" });
  private readonly stale = element("p", "small", [], { role: "status" });
  private readonly said = element("p", "voice said", [], { role: "status" });
  private readonly once: HTMLElement;
  private readonly zone = element("p", "unseen", [], { role: "status" });
  private readonly compass: CompassPicture;
  private readonly missing: MissingLine;
  private readonly silence: SilenceView;
  private readonly waiting: WaitingView;
  private readonly pocket: PocketScreen;
  private readonly mic: ThumbControl;
  private readonly draw: (state: SessionState) => void;

  constructor(
    private readonly tongue: Tongue,
    private readonly walk: Walk,
    session: Session,
    private readonly leave: () => void,
  ) {
    const { words } = tongue;
    this.compass = new CompassPicture(walk, words.walking.compass);
    this.draw = paced((state: SessionState) => this.compass.render(state), PICTURE_MS);
    this.once = openingLine(walk, tongue);
    this.missing = new MissingLine(words.walking.missing);
    this.silence = new SilenceView(words, () => session.wakeSound());
    this.waiting = new WaitingView(words, () => leave());
    this.pocket = new PocketScreen(words, () => leave());
    this.mic = new ThumbControl("mic", words.walking.mic, "microphone", () => {
      void session.setMic(!isMicOn(session.store.value));
    });
    this.root = element("div", "walking", [
      element("div", "walking-top", [this.notice, this.stale, this.said, this.once]),
      this.compass.root,
      this.zone,
      element("div", "walking-bottom", [this.missing.root, this.controls()]),
      this.waiting.root,
      this.silence.root,
      this.pocket.root,
    ]);
  }

  render(state: SessionState, { line, isOpening }: CompanyState): void {
    const { words } = this.tongue;
    setText(this.said, line);
    setText(this.notice, connectionWords(state, words));
    setText(this.stale, state.isPositionStale ? words.walking.stale : "");
    this.once.classList.toggle("gone", (state.hasStepped && !isOpening) || line !== "");
    setText(this.zone, zoneLine(this.walk, state.zones, this.tongue));
    this.missing.render(lacksOf(state, words));
    this.waiting.render(state);
    this.silence.render(state);
    const isOn = isMicOn(state);
    const label = isOn ? words.walking.micIsOn : words.walking.micIsOff;
    this.mic.show(isOn ? "mic" : "micOff", words.walking.mic, label, isOn);
    if (state.silence !== "none" || state.phase === "stopped") this.pocket.close();
    this.draw(state);
  }

  /** What covers the page goes before the page does. */
  close(): void {
    this.pocket.close();
  }

  private controls(): HTMLElement {
    const { walking } = this.tongue.words;
    const pocket = new ThumbControl("pocket", walking.pocket, "pocket", () => this.pocket.open());
    pocket.show("pocket", walking.pocket, walking.pocketLong);
    const stop = new ThumbControl("stop", walking.stop, "stop", () => this.leave());
    return element("div", "thumbs", [this.mic.root, pocket.root, stop.root]);
  }
}

/** The walk's own first words, else those of every walk. */
export function openingLine({ opening }: Walk, { words, language }: Tongue): HTMLElement {
  const own = wordsIn(opening.words, language);
  return element("p", own.length > LONG ? "voice once long" : "voice once", [
    own === "" ? words.walking.once : own,
  ]);
}

export function isMicOn({ access }: Pick<SessionState, "access">): boolean {
  return access.microphone.state === "ready" || access.microphone.state === "waiting";
}
