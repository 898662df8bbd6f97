/** After the walk: what is left to say, and the way on. */
import type { SessionState } from "../session/session-state";
import type { Catalogue } from "../words/catalogue";
import { addressOf } from "./address";
import { connectionWords } from "./connection-words";
import { duskScene } from "./dusk-scene";
import { button, element } from "./element";

export function endedView(state: SessionState, words: Catalogue): HTMLElement {
  const said = state.closing !== null && state.words !== "" ? state.words : "";
  const again = button(words.walking.again, "again", "button", () => location.reload());
  return element("div", "dusk elsewhere", [
    duskScene(""),
    element("div", "elsewhere-words", [
      element("h1", "voice heading", [connectionWords(state, words)], { role: "status" }),
      said === "" ? null : element("p", "", [said]),
      again,
      element("a", "home", [`← ${words.home}`], { href: addressOf(null, null) }),
    ]),
  ]);
}
