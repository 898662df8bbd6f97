/** A small line that says what is missing, and on a tap how to mend it. */
import { fill } from "../words/words";
import { button, element, setText } from "./element";
import type { Lack } from "./missing";

export class MissingLine {
  readonly root: HTMLElement;
  private readonly toggle: HTMLButtonElement;
  private readonly list = element("ul", "lacks", [], { role: "status" });
  private shown = "";

  /** @param line - Template that expects `{names}`. */
  constructor(private readonly line: string) {
    this.toggle = button("", "missing", "quiet", () => this.open(this.list.hidden !== false));
    this.root = element("div", "missing", [this.toggle, this.list]);
    this.open(false);
  }

  render(lacks: readonly Lack[]): void {
    this.root.hidden = lacks.length === 0;
    const names = lacks.map(({ name }) => name).join(", ");
    setText(this.toggle, fill(this.line, { names }));
    const told = lacks.map(({ remedy }) => remedy).join("\n");
    if (told === this.shown) return;
    this.shown = told;
    this.list.replaceChildren(...lacks.map(({ remedy }) => element("li", "", [remedy])));
  }

  private open(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
  }
}
