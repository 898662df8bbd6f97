/** A survey on the map: dots by one of four layers, their legend, and what they say of the walk. */
import { featureOf, type GeoJsonWalk } from "../../compose/document";
import { surveysIn, withoutSurvey } from "../../compose/survey";
import { type Flag, flags, gapsIn } from "../../compose/survey-flags";
import { colourOf, LAYERS, type Layer, measureOf, SPANS } from "../../compose/survey-layers";
import { type SurveyWords, surveyWordsOf } from "../../words/compose-survey-words";
import { fill } from "../../words/words";
import { button, element, setText } from "../element";
import { type Desk, nameOf } from "./desk";
import type { MapGround } from "./ground/map-ground";
import type { Laid } from "./ground-map";

const GAP = { colour: "#ee9f93", widthPx: 3, dash: [1.5, 1.5] } as const;

export class SurveyView {
  readonly root = element("section", "survey");
  private readonly words: SurveyWords;
  private readonly toggle: HTMLButtonElement;
  private readonly choices: ReadonlyMap<Layer, HTMLButtonElement>;
  private readonly legend = element("p", "small survey-legend");
  private readonly findings = element("ul", "plain survey-flags");
  private readonly body: HTMLElement;
  private laid: Laid[] = [];
  private layer: Layer = "accuracy";
  private isOpen = false;
  private shown: GeoJsonWalk | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly ground: MapGround,
  ) {
    const w = surveyWordsOf(desk.language);
    this.words = w;
    this.toggle = button(w.heading, "survey", "button-small", () => this.open(!this.isOpen));
    this.choices = new Map(LAYERS.map((layer) => [layer, this.choice(layer)]));
    const group = element("div", "measures", [...this.choices.values()], {
      role: "group",
      "aria-label": w.layers,
    });
    const remove = button(w.remove, "survey-remove", "quiet", () => {
      desk.store.apply(w.removed, (walk) => withoutSurvey(walk, null));
    });
    this.body = element("div", "survey-body", [group, this.legend, this.findings, remove]);
    this.root.setAttribute("aria-label", w.heading);
    this.root.append(this.toggle, this.body);
    desk.store.subscribe(() => this.render());
    this.render();
  }

  private open(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.shown = null;
    this.render();
  }

  private choice(layer: Layer): HTMLButtonElement {
    return button(this.words[layer], `survey-${layer}`, "button-small", () => {
      this.layer = layer;
      this.open(true);
    });
  }

  private render(): void {
    const { store, plane } = this.desk;
    const walk = store.document;
    if (walk === this.shown) return;
    this.shown = walk;
    for (const laid of this.laid) laid.remove();
    this.laid = [];
    const surveys = [...surveysIn(walk, plane).values()];
    const points = surveys.flat();
    this.root.hidden = points.length === 0;
    this.body.hidden = !this.isOpen;
    this.toggle.setAttribute("aria-expanded", String(this.isOpen));
    if (!this.isOpen || points.length === 0) return;
    const { layer } = this;
    const dots = points.map((point) => ({
      place: point.place,
      colour: colourOf(measureOf(point, layer), layer),
    }));
    const dark = gapsIn(surveys).map(({ path }) => path);
    if (dark.length > 0) this.laid.push(this.ground.addLines(dark, GAP));
    this.laid.push(this.ground.addDots(dots));
    this.describe(points.length, flags(walk, plane));
  }

  private describe(points: number, found: readonly Flag[]): void {
    const { words: w, layer } = this;
    for (const [each, made] of this.choices) {
      made.setAttribute("aria-pressed", String(each === layer));
    }
    const told = `${fill(w.points, { points })} · ${fill(w.legend, { ...SPANS[layer] })}`;
    setText(this.legend, told);
    const items = found.map((flag) => element("li", "", [this.item(flag)]));
    this.findings.replaceChildren(...(items.length > 0 ? items : [element("li", "", [w.fit])]));
  }

  /** A finding; a tap goes to what it is about. */
  private item(flag: Flag): HTMLElement {
    const { store, language } = this.desk;
    if (flag.flag === "gap") {
      const [place] = flag.path;
      return button(fill(this.words.gap, { seconds: flag.seconds }), "survey-gap", "quiet", () => {
        if (place !== undefined) this.ground.centreOn(place);
      });
    }
    const zone = featureOf(store.document, flag.zone);
    const name = zone === null ? flag.zone : nameOf(zone, language);
    const metres = Math.round(flag.accuracyM);
    const words = fill(this.words.fine, { zone: name, metres });
    return button(words, "survey-fine", "quiet", () => store.select(flag.zone));
  }
}
