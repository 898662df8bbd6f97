/** Asks for a walk's access code before its door opens; what was right is kept for this tab. */
import type { Walk } from "../domain/walk";
import { enterWalk } from "../transport/walk-api";
import type { Tongue } from "../words/catalogue";
import { wordsIn } from "../words/words";
import { duskScene } from "./dusk-scene";
import { element, setText } from "./element";

/** The code that opens `walk`; `null` where none is asked, or not of this visitor. */
export async function codeFor(
  page: HTMLElement,
  tongue: Tongue,
  walk: Walk,
): Promise<string | null> {
  if (!walk.cover.hasAccessCode) return null;
  const kept = sessionStorage.getItem(keyOf(walk));
  if (await enterWalk(walk.id, kept)) return kept;
  return new Promise((resolve) => showPage(page, tongue, walk, resolve));
}

function showPage(
  page: HTMLElement,
  { words, language }: Tongue,
  walk: Walk,
  open: (code: string) => void,
): void {
  const asked = element("input", "address", [], {
    type: "text",
    name: "code",
    autocomplete: "off",
    autocapitalize: "none",
    maxlength: "64",
    required: "",
    "aria-label": words.code.label,
  });
  const line = element("p", "notice", [], { role: "alert" });
  const send = element("button", "button button-main", [words.code.enter], {
    type: "submit",
    "data-action": "enter",
  });
  const form = element("form", "address-box", [asked, line, send]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void enterWalk(walk.id, asked.value).then((isRight) => {
      if (!isRight) {
        setText(line, words.code.wrong);
        return;
      }
      sessionStorage.setItem(keyOf(walk), asked.value);
      open(asked.value);
    });
  });
  const parts = [
    element("h1", "voice heading", [wordsIn(walk.title, language)]),
    element("p", "", [words.closing["access-code"]]),
    form,
    element("a", "home", [`← ${words.home}`], { href: "/" }),
  ];
  const column = element("div", "elsewhere-words", parts);
  page.replaceChildren(element("div", "dusk elsewhere", [duskScene(""), column]));
  asked.focus();
}

function keyOf(walk: Walk): string {
  return `code of ${walk.id}`;
}
