/** What the three signs on the map mean. */
import type { RehearseWords } from "../../words/rehearse-words";
import { drawn } from "../drawing";
import { element } from "../element";

export class Legend {
  readonly root: HTMLElement;

  constructor({ legend }: RehearseWords) {
    const walker = drawn("circle", { cx: 10, cy: 10, r: 7, class: "legend-true" });
    const heard = drawn("circle", { cx: 10, cy: 10, r: 6, class: "legend-heard" });
    const fix = [
      drawn("circle", { cx: 10, cy: 10, r: 8.5, class: "legend-circle" }),
      drawn("path", { d: "M6 6l8 8M6 14l8-8", class: "legend-fix" }),
    ];
    this.root = element("ul", "legend", [
      line([walker], legend.true),
      line([heard], legend.heard),
      line(fix, legend.fix),
    ]);
  }
}

function line(signs: readonly SVGElement[], words: string): HTMLElement {
  const sign = drawn("svg", { viewBox: "0 0 20 20", class: "legend-sign" }, signs);
  sign.setAttribute("aria-hidden", "true");
  return element("li", "small", [sign, words]);
}
