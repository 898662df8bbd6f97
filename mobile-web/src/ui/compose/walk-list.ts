/** The walk documents, whether they can be walked, the way to their drafts, and a new one. */

import {
  type DocumentsRefusal,
  fetchDocuments,
  type WalkDocument,
} from "../../transport/document-api";
import { type ComposeWords, composeWordsOf } from "../../words/compose-words";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "../../words/language";
import { rehearseWordsOf } from "../../words/rehearse-words";
import { wordsIn } from "../../words/words";
import { addressOf } from "../address";
import { button, element } from "../element";
import { keepLanguage } from "../language-choice";
import { freshForm } from "./fresh-form";

export class WalkList {
  private readonly root = element("div", "column compose");
  private words: ComposeWords;
  private documents: readonly WalkDocument[] | DocumentsRefusal | null = null;

  constructor(
    page: HTMLElement,
    private language: Language,
  ) {
    this.words = composeWordsOf(language);
    this.render();
    page.replaceChildren(this.root);
  }

  async open(): Promise<void> {
    this.documents = await fetchDocuments();
    this.render();
  }

  private render(): void {
    const { words, language } = this;
    document.title = `${words.title} – Latentwalk`;
    const others = LANGUAGES.filter((other) => other !== language);
    this.root.replaceChildren(
      element("a", "home", ["← Latentwalk"], { href: addressOf(null, null) }),
      element("h1", "voice title", [words.title]),
      element("p", "lead", [words.lead]),
      ...(typeof this.documents === "string" ? [] : [freshForm(words.fresh)]),
      this.list(),
      element("p", "small", [words.where]),
      ...others.map((other) => this.languageButton(other)),
    );
  }

  private list(): HTMLElement {
    const { words, documents } = this;
    if (documents === null) return element("p", "small", [words.looking], { role: "status" });
    if (typeof documents === "string") {
      return element("p", "notice", [words[documents]], { role: "alert" });
    }
    if (documents.length === 0) return element("p", "notice", [words.none]);
    const items = documents.map((document) => this.item(document));
    return element("ul", "documents", items, { "aria-label": words.walks });
  }

  private item({ id, title, file, error }: WalkDocument): HTMLElement {
    const { words, language } = this;
    const link = (name: string, href: string, action: string): HTMLElement =>
      element("a", "quiet", [name], { href, "data-action": action });
    const walk = encodeURIComponent(id);
    const links = [
      element("a", "button button-small", [words.compose], {
        href: `/compose?walk=${walk}`,
        "data-action": "compose",
      }),
      link(words.download, `/api/documents/${walk}`, "download"),
    ];
    if (error === null) {
      links.push(
        link(words.outdoors, addressOf(id, "outdoor"), "outdoor"),
        link(words.indoors, addressOf(id, "indoor"), "indoor"),
        link(rehearseWordsOf(language).title, `/rehearse?walk=${walk}`, "rehearse"),
      );
    }
    return element("li", "document", [
      element("h2", "voice document-title", [wordsIn(title, language)]),
      element("p", "small", [`${file} · ${error === null ? words.valid : words.wrong}`]),
      error === null ? null : element("p", "notice", [error]),
      element("div", "document-links", links),
    ]);
  }

  private languageButton(language: Language): HTMLElement {
    const toggle = button(LANGUAGE_NAMES[language], `language-${language}`, "quiet", () => {
      keepLanguage(language);
      this.language = language;
      this.words = composeWordsOf(language);
      this.render();
    });
    toggle.lang = language;
    return toggle;
  }
}
