/** The bar above the ground: the piece's name, whether it is saved, undo, and the ways out. */
import type { DraftStatus } from "../../compose/draft";
import { rehearseWordsOf } from "../../words/rehearse-words";
import { wordsIn } from "../../words/words";
import { button, element, setText } from "../element";
import type { Desk } from "./desk";
import { icon } from "./tool-icons";

export interface HeadActs {
  openHistory(): void;
  openPiece(): void;
  openRules(): void;
  openPublish(): void;
  openStale(): void;
}

export class HeadBar {
  readonly root = element("header", "head-bar");
  private readonly title = element("h1", "voice head-title");
  private readonly status = element("button", "status", [], { type: "button" });
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;

  constructor(
    private readonly desk: Desk,
    acts: HeadActs,
  ) {
    const { words, store } = desk;
    this.undo = iconButton("undo", words.undo, "Control+Z", () => store.undo());
    this.redo = iconButton("redo", words.redo, "Control+Y", () => store.redo());
    this.status.setAttribute("aria-live", "polite");
    this.status.addEventListener("click", () => this.showWrong(acts));
    this.root.append(
      element("a", "home", ["←"], { href: "/compose", "aria-label": words.title }),
      this.title,
      this.status,
      element("div", "head-acts", [
        this.undo,
        this.redo,
        button(words.settings, "piece", "button-small", () => acts.openPiece()),
        button(words.rules.heading, "rules", "button-small", () => acts.openRules()),
        button(words.history, "history", "button-small", () => acts.openHistory()),
        element("a", "button button-small", [rehearseWordsOf(desk.language).title], {
          href: `/rehearse?walk=${encodeURIComponent(store.id)}@draft`,
          "data-action": "rehearse",
        }),
        button(words.publish, "open-publish", "button-small button-main", () => acts.openPublish()),
      ]),
    );
    store.subscribe(() => this.render());
    this.render();
  }

  private render(): void {
    const { store, words, language } = this.desk;
    setText(this.title, wordsIn(store.document.latentwalk.title, language));
    setText(this.status, words.status[store.status]);
    this.status.dataset.status = store.status satisfies DraftStatus;
    this.status.title = store.problems.map(({ message }) => message).join("\n");
    this.undo.disabled = !store.canUndo;
    this.redo.disabled = !store.canRedo;
    this.undo.title = titleOf(words.undo, store.undoLabel);
    this.redo.title = titleOf(words.redo, store.redoLabel);
  }

  /** Go to what is wrong: the feature itself, the piece, or the question of whose draft stays. */
  private showWrong(acts: HeadActs): void {
    const { store } = this.desk;
    const [first] = store.problems;
    if (store.status === "stale") acts.openStale();
    else if (first?.feature !== undefined && first.feature !== null) store.select(first.feature);
    else if (first !== undefined) acts.openPiece();
  }
}

function titleOf(words: string, label: string | null): string {
  return label === null ? words : `${words}: ${label}`;
}

function iconButton(
  name: "undo" | "redo",
  words: string,
  keys: string,
  onTap: () => void,
): HTMLButtonElement {
  const made = button("", name, "tool", onTap);
  made.append(icon(name));
  made.setAttribute("aria-label", words);
  made.setAttribute("aria-keyshortcuts", keys);
  return made;
}
