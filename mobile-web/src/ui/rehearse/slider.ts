/** A slider with its name and its value in words. */
import { element, setText } from "../element";

export interface SliderRange {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

export class Slider {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly said = element("output", "slider-value");

  /**
   * @param action - Its name in every language, kept in `data-action`.
   * @param say - Its value in words.
   */
  constructor(
    name: string,
    action: string,
    range: SliderRange,
    private readonly say: (value: number) => string,
    changed: (value: number) => void,
  ) {
    this.input = element("input", "slider-input", [], {
      type: "range",
      min: String(range.least),
      max: String(range.most),
      step: String(range.step),
      "data-action": action,
    });
    this.input.addEventListener("input", () => {
      this.tell();
      changed(this.input.valueAsNumber);
    });
    const words = element("span", "slider-words", [element("span", "", [name]), this.said]);
    this.root = element("label", "slider", [words, this.input]);
  }

  set value(value: number) {
    this.input.value = String(value);
    this.tell();
  }

  set most(most: number) {
    this.input.max = String(most);
  }

  private tell(): void {
    const said = this.say(this.input.valueAsNumber);
    setText(this.said, said);
    this.input.setAttribute("aria-valuetext", said);
  }
}
