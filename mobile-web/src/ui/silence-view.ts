/** Sound has stopped and wants a tap: one large button, and why. */
import type { SessionState } from "../session/session-state";
import type { Catalogue } from "../words/catalogue";
import { button, element, setText } from "./element";

export class SilenceView {
  readonly root: HTMLButtonElement;
  private readonly why = element("span", "silence-why");

  constructor(
    private readonly words: Catalogue,
    wake: () => void,
  ) {
    this.root = button("", "hear-again", "silence", wake);
    this.root.append(element("span", "voice silence-tap", [words.silence.tap]), this.why);
    this.root.hidden = true;
  }

  render({ silence }: Pick<SessionState, "silence">): void {
    const wasHidden = this.root.hidden;
    this.root.hidden = silence === "none";
    if (silence === "none") return;
    setText(this.why, this.words.silence[silence]);
    if (wasHidden) this.root.focus(); // read out at once, and one key away
  }
}
