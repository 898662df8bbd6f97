/** The door of a published walk: whether the start page offers it first, and its access code. */
import { type DoorState, fetchDoor, offerFirst, setAccessCode } from "../../transport/door-api";
import { DraftApiError } from "../../transport/draft-api";
import { doorWordsOf } from "../../words/compose-door-words";
import type { Language } from "../../words/language";
import { button, element } from "../element";
import { labelled } from "./fields";

/** A section that fills itself; what the server refuses is said in it. */
export function doorPanel(id: string, language: Language): HTMLElement {
  const words = doorWordsOf(language);
  const section = element("section", "door-settings");
  const note = element("p", "notice", [], { role: "alert" });

  const act = (change: () => Promise<void>): void => {
    section.inert = true; // one thing at a time: the last answer must be the last wish
    void change()
      .then(() => fetchDoor(id))
      .then(show, say)
      .finally(() => {
        section.inert = false;
      });
  };
  const say = (error: unknown): void => {
    if (!(error instanceof DraftApiError)) throw error;
    note.textContent = error.message;
    section.append(note);
  };
  const show = ({ isFirst, hasCode }: DoorState): void => {
    const code = element("input", "input", [], {
      type: "text",
      name: "access-code",
      autocomplete: "off",
      minlength: "4",
      maxlength: "64",
    });
    const first = button(words.makeFirst, "offer-first", "button-small", () =>
      act(() => offerFirst(id)),
    );
    const set = button(words.setCode, "set-code", "button-small", () =>
      act(() => setAccessCode(id, code.value.trim())),
    );
    const drop = button(words.dropCode, "drop-code", "quiet", () =>
      act(() => setAccessCode(id, null)),
    );
    section.replaceChildren(
      element("h3", "panel-title", [words.heading]),
      isFirst ? element("p", "small", [words.isFirst]) : first,
      element("p", "small", [hasCode ? words.hasCode : words.hasNone]),
      labelled(words.code, code),
      element("div", "publish-form", [set, hasCode ? drop : null]),
    );
  };
  act(async () => {});
  return section;
}
