/** Outdoors, before the tap: what is asked, what is advised, one button. */
import { extentOf } from "../domain/extent";
import type { Walk } from "../domain/walk";
import type { Catalogue, Tongue } from "../words/catalogue";
import { fill, wordsIn } from "../words/words";
import { addressOf } from "./address";
import { duskScene } from "./dusk-scene";
import { button, element } from "./element";
import { Switch } from "./switch";

export class BeforeView {
  readonly root: HTMLElement;
  private readonly mic: Switch;
  private readonly start: HTMLButtonElement;
  private readonly words: Catalogue;

  /**
   * @param isResumed - The walk was cut short by a reload: its ground is already chosen.
   * @param begin - Called inside the tap, with the walker's wish for the microphone.
   */
  constructor(
    { words, language }: Tongue,
    walk: Walk,
    isResumed: boolean,
    begin: (mic: boolean) => void,
  ) {
    this.words = words;
    const { before } = words;
    this.mic = new Switch(before.mic, "microphone", before.micOn, before.micOff);
    this.start = button(startWords(walk, isResumed, words), "start", "button button-main", () =>
      begin(this.mic.isOn),
    );
    this.root = element("div", "dusk before", [
      element("header", "before-opening", [
        element("a", "home", [`← ${words.title}`], { href: addressOf(null, null) }),
        element("h1", "voice heading", [wordsIn(walk.title, language)]),
        element("p", "small", [wordsIn(walk.description, language)]),
      ]),
      duskScene(""),
      element("div", "before-lines", [
        this.mic.root,
        element("p", "line", [before.headphones]),
        element("p", "line", [before.safety]),
        isResumed ? null : plantLine(walk, words),
        element("p", "line", [before.asks]),
      ]),
      element("div", "before-actions", [this.start]),
      element("div", "before-foot", [
        element("a", "quiet", [before.indoors], { href: addressOf(walk.id, "indoor") }),
      ]),
    ]);
  }

  /** One tap is enough: a second one while the walk opens does nothing. */
  wait(): void {
    this.start.disabled = true;
    this.start.textContent = this.words.before.starting;
  }
}

/** A walk that grows around the walker is started by saying that there is room for it. */
function startWords({ frame }: Walk, isResumed: boolean, { before }: Catalogue): string {
  if (isResumed) return before.resume;
  return frame === "local" ? before.startPlanted : before.start;
}

function plantLine(walk: Walk, { before }: Catalogue): HTMLElement | null {
  if (walk.frame !== "local") return null;
  const extent = extentOf(walk);
  if (extent === null) return element("p", "line", [before.plantAnywhere]);
  const size = {
    width: Math.round(extent.eastWestM),
    height: Math.round(extent.northSouthM),
  };
  return element("p", "line", [fill(before.plant, size)]);
}
