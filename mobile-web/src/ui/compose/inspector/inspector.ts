/** The settings of what is chosen. */
import { idOf, kindOf, type WalkFeature } from "../../../compose/document";
import type { Problem } from "../../../compose/draft";
import { areaText, lengthText } from "../../../compose/pace";
import { areaM2 } from "../../../compose/place";
import { edgeM, ringsOf } from "../../../compose/shape";
import { LANGUAGE_NAMES, LANGUAGES } from "../../../words/language";
import { fill, wordsIn } from "../../../words/words";
import { button, element } from "../../element";
import { type Desk, nameOf, SIGNS, withWords } from "../desk";
import { colourOf } from "../feature-list";
import { textField } from "../fields";
import { Editing } from "./editing";
import { kindFields } from "./kind-fields";

/** Makes the chooser of grounds for the chosen zone. */
export type GroundChooser = (id: string) => HTMLElement | null;

export interface InspectorActs {
  remove(): void;
  duplicate(): void;
}

export class Inspector {
  readonly root = element("section", "panel inspector");
  private editing: Editing | null = null;
  private shown: readonly [WalkFeature | null, unknown, unknown] | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly acts: InspectorActs,
    private readonly chooser: GroundChooser,
  ) {
    desk.store.subscribe(() => this.follow());
    this.render();
  }

  private follow(): void {
    const { store } = this.desk;
    const now = [store.selectedFeature, store.problems, store.warnings] as const;
    if (this.editing?.isSliding === true) this.shown = now;
    else if (now.some((each, index) => each !== this.shown?.[index])) this.render();
  }

  private render(): void {
    const { store, words } = this.desk;
    const feature = store.selectedFeature;
    this.shown = [feature, store.problems, store.warnings];
    const focused = this.focusedLabel();
    if (feature === null) {
      this.editing = null;
      this.root.replaceChildren(element("p", "small", [words.inspector.nothing]));
      return;
    }
    this.editing = new Editing(this.desk, idOf(feature), feature);
    this.root.replaceChildren(
      this.heading(feature),
      ...this.problems(idOf(feature)),
      element("div", "fields", [
        ...this.titleFields(this.editing),
        ...kindFields(this.editing, this.chooser(idOf(feature))),
      ]),
      this.foot(),
    );
    this.focusAgain(focused);
  }

  private heading(feature: WalkFeature): HTMLElement {
    const { words, language, plane } = this.desk;
    const sign = element("span", "feature-sign", [SIGNS[kindOf(feature)]], {
      "aria-hidden": "true",
    });
    sign.style.color = colourOf(feature);
    const edge = lengthText(edgeM(feature, plane), language);
    const [outline] = ringsOf(feature, plane);
    const area = areaText(outline === undefined ? 0 : areaM2(outline), language);
    const size =
      feature.geometry.type === "LineString"
        ? fill(words.features.length, { length: edge })
        : fill(words.features.area, { area, edge });
    return element("header", "inspector-head", [
      element("h2", "panel-title", [sign, ` ${nameOf(feature, language)}`]),
      button(words.close, "let-go", "quiet inspector-close", () => this.desk.store.select(null)),
      element("p", "small", [
        words.kinds[kindOf(feature)],
        outline === undefined ? "" : ` · ${size}`,
      ]),
    ]);
  }

  private problems(id: string): HTMLElement[] {
    const { store, words } = this.desk;
    const w = words.inspector;
    return [
      ...this.findings(w.problems, store.problems, id, "notice is-bad"),
      ...this.findings(w.warnings, store.warnings, id, "notice is-doubt"),
    ];
  }

  private findings(
    heading: string,
    all: readonly Problem[],
    id: string,
    classes: string,
  ): HTMLElement[] {
    const mine = all.filter(({ feature }) => feature === id);
    if (mine.length === 0) return [];
    const lines = mine.map(({ field, message }) =>
      element("li", "", [field === null ? message : `${field}: ${message}`]),
    );
    const list = element("ul", "plain", lines);
    return [element("div", classes, [element("strong", "", [heading]), list])];
  }

  /** One text for everybody, or one for each language. */
  private titleFields(editing: Editing): HTMLElement[] {
    const w = this.desk.words.inspector;
    const title = editing.feature.properties.title ?? "";
    const set = (language: "en" | "fr", text: string): void => {
      if (text === "") return;
      const now = editing.feature.properties.title;
      editing.set(w.title, { title: withWords(now, language, text) });
    };
    if (typeof title === "string") {
      return [textField(w.title, title, (text) => set(this.desk.language, text))];
    }
    return LANGUAGES.map((language) =>
      textField(
        fill(w.titleIn, { language: LANGUAGE_NAMES[language] }),
        title[language] ?? wordsIn(title, language),
        (text) => set(language, text),
      ),
    );
  }

  private foot(): HTMLElement {
    const { features } = this.desk.words;
    return element("div", "inspector-foot", [
      button(features.duplicate, "duplicate", "button-small", () => this.acts.duplicate()),
      button(features.remove, "remove", "button-small is-bad", () => this.acts.remove()),
    ]);
  }

  private focusedLabel(): string | null {
    const { activeElement } = document;
    if (!(activeElement instanceof HTMLElement) || !this.root.contains(activeElement)) return null;
    return labelOf(activeElement);
  }

  private focusAgain(label: string | null): void {
    if (label === null) return;
    const controls = this.root.querySelectorAll<HTMLElement>("input, select, textarea, button");
    [...controls].find((control) => labelOf(control) === label)?.focus();
  }
}

function labelOf(control: HTMLElement): string {
  const labels = "labels" in control ? (control as HTMLInputElement).labels : null;
  return `${control.tagName} ${labels?.[0]?.textContent ?? control.ariaLabel ?? control.dataset.action}`;
}
