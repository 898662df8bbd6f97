/** The end of a walk: one sentence while the sound goes, and no hurry to read on. */
import type { Catalogue } from "../words/catalogue";
import { duskScene } from "./dusk-scene";
import { button, element } from "./element";

/** @param goOn - Leads to the last page. */
export function closingView(sentence: string, words: Catalogue, goOn: () => void): HTMLElement {
  return element("div", "dusk elsewhere closing", [
    duskScene(""),
    element("div", "elsewhere-words", [
      element("h1", "voice closing-words", [sentence], { role: "status" }),
      button(words.ended.last, "last", "button", goOn),
    ]),
  ]);
}
