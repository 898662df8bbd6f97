/** An on/off switch with a name and one line of explanation. */
import { element } from "./element";

export class Switch {
  readonly root: HTMLButtonElement;

  constructor(name: string, explanation: string, isOn: boolean, onChange: (isOn: boolean) => void) {
    const words = element("span", "switch-words", [
      element("span", "", [name]),
      element("span", "small", [explanation]),
    ]);
    const track = element("span", "switch-track", [], { "aria-hidden": "true" });
    this.root = element("button", "switch", [words, track], {
      type: "button",
      role: "switch",
      "data-action": name.toLowerCase(),
    });
    this.set(isOn);
    this.root.addEventListener("click", () => {
      this.set(!this.isOn);
      onChange(this.isOn);
    });
  }

  get isOn(): boolean {
    return this.root.getAttribute("aria-checked") === "true";
  }

  set(isOn: boolean): void {
    this.root.setAttribute("aria-checked", String(isOn));
  }
}
