/** Outdoors, before the tap: what is asked, what is advised, one button. */
import { extentOf } from "../domain/extent";
import type { Walk } from "../domain/walk";
import type { Catalogue, Tongue } from "../words/catalogue";
import { fill, wordsIn } from "../words/words";
import { addressOf } from "./address";
import { coverView } from "./cover-view";
import { DoorHours } from "./door-hours";
import { duskScene } from "./dusk-scene";
import { button, element } from "./element";
import { Switch } from "./switch";

export class BeforeView {
  readonly root: HTMLElement;
  private readonly mic: Switch;
  private readonly start: HTMLButtonElement;
  private readonly hours: DoorHours;
  private readonly words: Catalogue;

  /**
   * @param isResumed - The walk was cut short by a reload: its ground is already chosen.
   * @param begin - Called inside the tap, with the walker's wish for the microphone.
   */
  constructor(tongue: Tongue, walk: Walk, isResumed: boolean, begin: (mic: boolean) => void) {
    const { words, language } = tongue;
    this.words = words;
    const { before } = words;
    this.mic = new Switch(before.mic, "microphone", before.micOn, before.micOff);
    this.start = button(startWords(walk, isResumed, words), "start", "button button-main", () =>
      begin(this.mic.isOn),
    );
    const indoors = addressOf(walk.id, "indoor");
    const foot = element("div", "before-foot", [
      element("a", "quiet", [before.indoors], { href: indoors }),
    ]);
    const only = element("a", "button button-main", [words.start.indoor], { href: indoors });
    const lines = element("div", "before-lines", [
      this.mic.root,
      element("p", "line", [before.headphones]),
      element("p", "line", [before.safety]),
      isResumed ? null : plantLine(walk, words),
      element("p", "line", [before.asks]),
    ]);
    this.hours = new DoorHours(tongue, walk, (isOpen) => {
      const mayStart = isOpen || isResumed; // who walks already goes on
      for (const outdoors of [lines, this.start, foot]) outdoors.hidden = !mayStart;
      only.hidden = mayStart;
    });
    this.root = element("div", "dusk before", [
      element("header", "before-opening", [
        element("a", "home", [`← ${words.title}`], { href: addressOf(null, null) }),
        element("h1", "voice heading", [wordsIn(walk.title, language)]),
        element("p", "small", [wordsIn(walk.description, language)]),
        coverView(walk, tongue),
      ]),
      duskScene(""),
      isResumed ? null : this.hours.root,
      lines,
      element("div", "before-actions", [this.start, only]),
      foot,
    ]);
  }

  /** One tap is enough: a second one while the walk opens does nothing. */
  wait(): void {
    this.hours.close();
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
