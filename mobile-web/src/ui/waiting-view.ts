/** In line: the place, one sentence, and the ground of the walk to look at while it is heard. */
import type { SessionState } from "../session/session-state";
import type { Catalogue } from "../words/catalogue";
import { connectionWords } from "./connection-words";
import { duskScene } from "./dusk-scene";
import { button, element, setText } from "./element";

const SHOWN_BEFORE = 7; // spheres on the way to the horizon; a longer line looks as long

export class WaitingView {
  readonly root: HTMLElement;
  private readonly number = element("p", "voice line-number");
  private readonly sentence = element("p", "lead line-sentence");
  private readonly notice = element("p", "notice");
  private readonly before = element("div", "line-before", [], { "aria-hidden": "true" });

  /** @param leave - Gives the place up. */
  constructor(
    private readonly words: Catalogue,
    leave: () => void,
  ) {
    const { waiting } = words;
    const scene = duskScene("");
    scene.append(this.before);
    this.root = element("section", "dusk waiting", [
      element(
        "div",
        "line-words",
        [element("h1", "small line-label", [waiting.place]), this.number, this.notice],
        { role: "status" },
      ),
      scene,
      element("div", "line-foot", [
        this.sentence,
        button(waiting.leave, "leave-line", "quiet", leave),
      ]),
    ]);
    this.root.hidden = true;
  }

  render(state: SessionState): void {
    const { place, phase, connection } = state;
    this.cover(place !== null && phase === "walking");
    if (place === null) return;
    const { waiting } = this.words;
    setText(this.number, String(place));
    setText(this.sentence, place === 1 ? `${waiting.line} ${waiting.next}` : waiting.line);
    setText(this.notice, connection === "waiting" ? "" : connectionWords(state, this.words));
    this.draw(Math.min(place - 1, SHOWN_BEFORE));
  }

  /** What stands before this in the page is out of sight and out of reach. */
  private cover(isShown: boolean): void {
    if (this.root.hidden === !isShown) return;
    this.root.hidden = !isShown;
    let covered = this.root.previousElementSibling;
    while (covered instanceof HTMLElement || covered instanceof SVGElement) {
      covered.toggleAttribute("inert", isShown);
      covered = covered.previousElementSibling;
    }
  }

  /** As many spheres as people before, ever smaller towards the horizon. */
  private draw(count: number): void {
    while (this.before.childElementCount > count) this.before.lastElementChild?.remove();
    while (this.before.childElementCount < count) {
      const sphere = element("i", "");
      sphere.style.setProperty("--at", String(this.before.childElementCount + 1));
      this.before.append(sphere);
    }
  }
}
