/** What went wrong before a walk could open, as the walker reads it. */
import { WalkApiError } from "../transport/walk-api";
import type { Catalogue } from "../words/catalogue";
import { duskScene } from "./dusk-scene";
import { element } from "./element";

export function failureWords(error: unknown, words: Catalogue): string {
  if (error instanceof WalkApiError) return words.failure[error.reason];
  return error instanceof Error ? error.message : String(error);
}

/** A page that says only this, and leads home. */
export function showFailure(page: HTMLElement, words: Catalogue, line: string): void {
  const parts = [
    element("h1", "voice heading", [words.title]),
    element("p", "notice", [line], { role: "alert" }),
    element("a", "home", [`← ${words.home}`], { href: "/" }),
  ];
  const column = element("div", "elsewhere-words", parts);
  page.replaceChildren(element("div", "dusk elsewhere", [duskScene(""), column]));
}
