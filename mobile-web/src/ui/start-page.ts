/** Title, one sentence, two doors; beneath them, small, everything else. */
import type { Door } from "../domain/door";
import type { Walk, WalkSummary } from "../domain/walk";
import { fetchWalk, fetchWalks } from "../transport/walk-api";
import { type Tongue, tongueOf } from "../words/catalogue";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "../words/language";
import { wordsIn } from "../words/words";
import { addressOf } from "./address";
import { coverView } from "./cover-view";
import { duskScene } from "./dusk-scene";
import { button, element } from "./element";
import { failureWords } from "./failure";
import { keepLanguage, showInAddress } from "./language-choice";
import { layoutOf, type StartLayout } from "./start-layout";

export class StartPage {
  private readonly root = element("div", "dusk start");
  private layout: StartLayout | null = null;
  private named: Walk | null = null;
  private failure: unknown = null;
  private showsOthers = false;

  constructor(
    page: HTMLElement,
    private tongue: Tongue,
    private readonly asked: string | null,
  ) {
    this.render();
    page.replaceChildren(this.root);
  }

  /** Look for walks; the doors work before they are found. */
  async open(): Promise<void> {
    try {
      const [walks, named] = await Promise.all([fetchWalks(), this.findNamed()]);
      this.named = named;
      this.layout = layoutOf(walks, this.asked, named);
    } catch (error) {
      this.failure = error;
    }
    this.render();
  }

  /** The walk that the address names, with its cover; a name that is wrong is said so. */
  private async findNamed(): Promise<Walk | null> {
    if (this.asked === null) return null;
    try {
      return await fetchWalk(this.asked);
    } catch (error) {
      this.failure = error;
      return null;
    }
  }

  private render(): void {
    const { words } = this.tongue;
    this.root.replaceChildren(
      this.opening(),
      duskScene(words.start.scene),
      element("nav", "doors", [this.door("outdoor"), this.door("indoor")], {
        "aria-label": words.start.doors,
      }),
      this.foot(),
    );
  }

  private opening(): HTMLElement {
    const { words, language } = this.tongue;
    const walk = this.layout?.isNamed ? this.layout.opened : null;
    const title = walk === null ? words.title : wordsIn(walk.title, language);
    const lead = walk === null ? words.start.lead : wordsIn(walk.description, language);
    document.title = walk === null ? words.title : `${title} – ${words.title}`;
    return element("header", "start-opening", [
      element("h1", "voice title", [title]),
      element("p", "lead", [lead]),
      this.named === null ? null : coverView(this.named, this.tongue),
    ]);
  }

  private door(door: Door): HTMLElement {
    const { start } = this.tongue.words;
    const [name, line] =
      door === "outdoor" ? [start.outdoor, start.outdoorLine] : [start.indoor, start.indoorLine];
    const href = addressOf(this.layout?.opened?.id ?? this.asked, door);
    const parts = [element("span", "voice door-name", [name]), element("span", "small", [line])];
    return element("a", "door", parts, { href, "data-door": door });
  }

  private foot(): HTMLElement {
    const { start } = this.tongue.words;
    return element("footer", "start-foot", [
      this.notice(),
      element("div", "start-links", [
        this.othersButton(),
        element("a", "quiet", [start.compose], { href: "/compose" }),
        ...LANGUAGES.filter((language) => language !== this.tongue.language).map((language) =>
          this.languageButton(language),
        ),
      ]),
      this.showsOthers ? this.others() : null,
      element("p", "small", [start.kept]),
    ]);
  }

  private notice(): HTMLElement | null {
    const { words } = this.tongue;
    if (this.failure !== null) {
      return element("p", "notice", [failureWords(this.failure, words)], { role: "alert" });
    }
    if (this.layout === null || this.layout.opened !== null) return null;
    return element("p", "notice", [words.start.none]);
  }

  private othersButton(): HTMLElement | null {
    if (this.layout === null || this.layout.others.length === 0) return null;
    const toggle = button(this.tongue.words.start.others, "others", "quiet", () => {
      this.showsOthers = !this.showsOthers;
      this.render();
      this.find("others").focus();
    });
    toggle.setAttribute("aria-expanded", String(this.showsOthers));
    return toggle;
  }

  /** The page stays where it is: only its words change. */
  private languageButton(language: Language): HTMLElement {
    const toggle = button(LANGUAGE_NAMES[language], "language", "quiet", () => {
      keepLanguage(language);
      showInAddress(language);
      const before = this.tongue.language;
      this.tongue = tongueOf(language);
      this.render();
      this.find(`language-${before}`).focus();
    });
    toggle.dataset.action = `language-${language}`;
    toggle.lang = language;
    return toggle;
  }

  private find(action: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[data-action="${action}"]`) ?? this.root;
  }

  private others(): HTMLElement {
    const walks = this.layout?.others ?? [];
    const items = walks.map((walk) => this.other(walk));
    return element("ul", "walks", items, { "aria-label": this.tongue.words.start.others });
  }

  private other({ id, title, description }: WalkSummary): HTMLElement {
    const { words, language } = this.tongue;
    const named = wordsIn(title, language);
    const door = (door: Door, name: string): HTMLElement =>
      element("a", "quiet", [name], {
        href: addressOf(id, door),
        "aria-label": `${named}: ${name}`,
      });
    return element("li", "walk", [
      element("h2", "voice walk-title", [named]),
      element("p", "small", [wordsIn(description, language)]),
      element("div", "walk-doors", [
        door("outdoor", words.start.outdoors),
        door("indoor", words.start.indoors),
      ]),
    ]);
  }
}
