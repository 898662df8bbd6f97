/** An on/off switch with a name and one line on what its state means. */
import { element, setText } from "./element";

export class Switch {
  readonly root: HTMLButtonElement;
  private readonly meaning = element("span", "small");

  /** @param action - Its name in every language, kept in `data-action`. */
  constructor(
    name: string,
    action: string,
    private readonly whenOn: string,
    private readonly whenOff: string,
  ) {
    const words = element("span", "switch-words", [element("span", "", [name]), this.meaning]);
    const track = element("span", "switch-track", [], { "aria-hidden": "true" });
    this.root = element("button", "switch", [words, track], {
      type: "button",
      role: "switch",
      "data-action": action,
    });
    this.set(true);
    this.root.addEventListener("click", () => this.set(!this.isOn));
  }

  get isOn(): boolean {
    return this.root.getAttribute("aria-checked") === "true";
  }

  private set(isOn: boolean): void {
    this.root.setAttribute("aria-checked", String(isOn));
    setText(this.meaning, isOn ? this.whenOn : this.whenOff);
  }
}
