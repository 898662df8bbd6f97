/** The controls at the thumb: a sign and one word each. */
import { button, element, setText } from "./element";
import { type IconName, icon } from "./icon";

/** One control; `label` is what a screen reader says where the word alone is too short. */
export class ThumbControl {
  readonly root: HTMLButtonElement;
  private readonly word: HTMLElement;
  private shown: IconName;

  constructor(name: IconName, word: string, action: string, onTap: () => void) {
    this.shown = name;
    this.word = element("span", "", [word]);
    this.root = button("", action, "thumb", onTap);
    this.root.append(icon(name), this.word);
  }

  show(name: IconName, word: string, label: string, isPressed: boolean | null = null): void {
    setText(this.word, word);
    this.root.setAttribute("aria-label", label);
    if (isPressed !== null) this.root.setAttribute("aria-pressed", String(isPressed));
    if (name === this.shown) return;
    this.shown = name;
    this.root.firstElementChild?.replaceWith(icon(name));
  }
}
