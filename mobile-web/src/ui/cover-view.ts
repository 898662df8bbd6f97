/** What a walk says of itself before one chooses a door: picture, length, steps, whose it is. */
import type { Walk } from "../domain/walk";
import { walkFile } from "../transport/walk-api";
import type { Tongue } from "../words/catalogue";
import { fill, wordsIn } from "../words/words";
import { element } from "./element";

/** `null` where there is nothing to say. */
export function coverView({ id, cover }: Walk, { words, language }: Tongue): HTMLElement | null {
  const { picture, minutes, isStepFree } = cover;
  const facts = [
    minutes === null ? "" : fill(words.cover.minutes, { minutes }),
    isStepFree === null ? "" : isStepFree ? words.cover.stepFree : words.cover.steps,
    wordsIn(cover.attribution, language),
  ].filter((fact) => fact !== "");
  if (picture === "" && facts.length === 0) return null;
  const src = picture === "" ? "" : walkFile(id, picture);
  return element("div", "cover", [
    src === "" ? null : element("img", "cover-picture", [], { src, alt: "", decoding: "async" }),
    facts.length === 0 ? null : element("p", "small", [facts.join(" · ")]),
  ]);
}
