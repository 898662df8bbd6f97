/** The page a phone opens first: is this address trusted, and if not, how. */

import { type Authority, fetchAuthority, opensSocket } from "../transport/trust-api";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "../words/language";
import { type TrustWords, trustWordsOf } from "../words/trust-words";
import { fill } from "../words/words";
import { duskScene } from "./dusk-scene";
import { button, element, setText } from "./element";
import { keepLanguage } from "./language-choice";
import type { Platform } from "./platform";
import { socketAddressOf, type TrustVerdict, verdictOf } from "./trust-check";
import { trustSteps } from "./trust-steps";

const AGAIN_MS = 4000;
const UNNAMED = "Latentwalk";

export class TrustPage {
  private readonly root = element("div", "dusk trust");
  private status: HTMLElement = element("p", "status", [], { role: "status" });
  private help: HTMLElement = element("div", "trust-help");
  private words: TrustWords;
  private authority: Authority | null = null;
  private verdict: TrustVerdict = "testing";
  private isTrying = false;

  constructor(
    page: HTMLElement,
    private language: Language,
    private readonly platform: Platform,
  ) {
    this.words = trustWordsOf(language);
    this.render();
    page.replaceChildren(this.root);
  }

  /** Try at once, on every return to the page, and every few seconds until it is trusted. */
  async open(): Promise<void> {
    for (const name of ["visibilitychange", "pageshow", "focus"]) {
      addEventListener(name, () => void this.attempt());
    }
    setInterval(() => {
      if (this.verdict !== "ready") void this.attempt();
    }, AGAIN_MS);
    void this.attempt();
    this.authority = await fetchAuthority();
    this.render();
  }

  private async attempt(): Promise<void> {
    if (this.isTrying || document.hidden) return;
    this.isTrying = true;
    const isSocketOpen = isSecureContext && (await opensSocket(socketAddressOf(location)));
    this.isTrying = false;
    this.verdict = verdictOf({ isSecureContext, isSocketOpen });
    this.say();
  }

  private render(): void {
    const { words, language } = this;
    document.title = `${words.title} – Latentwalk`;
    this.status = element("p", "status", [], { role: "status" });
    this.help = this.makeHelp();
    const others = LANGUAGES.filter((other) => other !== language);
    this.root.replaceChildren(
      duskScene(""),
      element("div", "trust-words", [
        element("h1", "voice heading", [words.title]),
        element("p", "lead", [words.lead]),
        this.status,
        this.walkLink(),
        this.help,
        ...others.map((other) => this.languageButton(other)),
      ]),
    );
    this.say();
  }

  private makeHelp(): HTMLElement {
    const { words, authority } = this;
    const { why } = words;
    const fingerprint =
      authority === null
        ? [element("p", "small", [why.unknown])]
        : [
            element("p", "small", [why.fingerprint]),
            element("code", "fingerprint", [authority.sha256]),
          ];
    const reasons = [why.can, why.cannot, why.key].map((line) => element("p", "", [line]));
    return element("div", "trust-help", [
      ...trustSteps(this.platform, words, authority?.name ?? UNNAMED),
      element("details", "folded", [
        element("summary", "quiet", [why.name]),
        ...reasons,
        ...fingerprint,
      ]),
    ]);
  }

  private walkLink(): HTMLElement {
    return element("a", "button button-main to-walk", [this.words.walk], {
      href: "/",
      "data-action": "walk",
    });
  }

  private languageButton(language: Language): HTMLElement {
    const toggle = button(LANGUAGE_NAMES[language], `language-${language}`, "quiet", () => {
      keepLanguage(language);
      this.language = language;
      this.words = trustWordsOf(language);
      this.render();
    });
    toggle.lang = language;
    return toggle;
  }

  private say(): void {
    this.root.dataset.verdict = this.verdict;
    setText(this.status, this.verdictWords());
    this.help.hidden = this.verdict === "ready";
  }

  private verdictWords(): string {
    const { words, authority, verdict } = this;
    switch (verdict) {
      case "testing":
        return words.testing;
      case "ready":
        return words.ready;
      case "not-yet":
        return words.notYet;
      case "insecure":
        return authority === null
          ? words.insecureAlone
          : fill(words.insecure, { address: `${authority.address}/trust` });
      default:
        return verdict satisfies never;
    }
  }
}
