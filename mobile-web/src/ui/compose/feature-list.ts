/** What lies on the ground, in the document's order; chosen with pointer or keys. */
import { withReordered } from "../../compose/arrangement";
import { idOf, isForeign, kindOf, type WalkFeature } from "../../compose/document";
import { button, element } from "../element";
import { type Desk, nameOf, SIGNS } from "./desk";

export class FeatureList {
  readonly root = element("section", "panel feature-list");
  private readonly list = element("div", "features");
  private shown: readonly unknown[] = [];

  constructor(private readonly desk: Desk) {
    const { words, store } = desk;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.list.heading);
    this.list.tabIndex = 0;
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.root.append(
      element("h2", "panel-title", [words.list.heading]),
      this.list,
      element("div", "list-order", [
        button(words.list.up, "earlier", "quiet", () => this.move(-1)),
        button(words.list.down, "later", "quiet", () => this.move(1)),
      ]),
    );
    store.subscribe(() => this.render());
    this.render();
  }

  focus(): void {
    this.list.focus();
  }

  private render(): void {
    const { store, words } = this.desk;
    const now = [store.document.features, store.selected, store.problems];
    if (now.every((each, index) => each === this.shown[index])) return;
    this.shown = now;
    const wrong = new Set(store.problems.map(({ feature }) => feature));
    const items = this.own().map((feature) => this.item(feature, wrong.has(idOf(feature))));
    if (items.length === 0) this.list.replaceChildren(element("p", "small", [words.list.empty]));
    else this.list.replaceChildren(...items);
    const chosen = items.find((item) => item.getAttribute("aria-selected") === "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen === undefined) this.list.removeAttribute("aria-activedescendant");
    else this.list.setAttribute("aria-activedescendant", chosen.id);
  }

  private own(): WalkFeature[] {
    return this.desk.store.document.features.filter((feature) => !isForeign(feature));
  }

  private item(feature: WalkFeature, isWrong: boolean): HTMLElement {
    const { store, words, language } = this.desk;
    const [id, kind] = [idOf(feature), kindOf(feature)];
    const sign = element("span", "feature-sign", [SIGNS[kind]], { "aria-hidden": "true" });
    sign.style.color = colourOf(feature);
    const item = element(
      "div",
      isWrong ? "feature is-wrong" : "feature",
      [
        sign,
        element("span", "feature-name", [nameOf(feature, language)]),
        element("span", "unseen", [words.kinds[kind]]),
      ],
      {
        role: "option",
        id: `feature-${id}`,
        "data-feature": id,
        "aria-selected": String(store.selected === id),
      },
    );
    item.title = words.kinds[kind];
    item.addEventListener("click", () => store.select(id));
    return item;
  }

  private key(event: KeyboardEvent): void {
    const { store } = this.desk;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation(); // in the list arrows choose, elsewhere they move
    const ids = this.own().map(idOf);
    const at = store.selected === null ? -1 : ids.indexOf(store.selected);
    if (event.altKey) this.move(step);
    else store.select(ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null);
  }

  private move(steps: number): void {
    const { store, words } = this.desk;
    const id = store.selected;
    if (id !== null) store.apply(words.did.order, (walk) => withReordered(walk, id, steps));
  }
}

export function colourOf({ properties }: WalkFeature): string {
  if (properties.kind === "hush") return "var(--bad)";
  return properties.colour ?? "var(--text-soft)";
}
