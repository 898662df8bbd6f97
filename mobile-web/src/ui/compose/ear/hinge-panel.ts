/** The hinges of a relief: listed, heard from both sides, kept, softened, marked by a landmark. */
import { featureOf } from "../../../compose/document";
import {
  ACCURACY_M,
  type Hinge,
  hingeAt,
  keyOf,
  sidesOf,
  willMove,
} from "../../../compose/ear/hinges";
import type { Relief } from "../../../compose/ear/relief";
import { softeningAt, withSoftened } from "../../../compose/ear/soften";
import { withDrawn } from "../../../compose/new-feature";
import { lengthText } from "../../../compose/pace";
import type { PlaceM } from "../../../compose/place";
import { fill } from "../../../words/words";
import { button, element, setText } from "../../element";
import { nameOf } from "../desk";
import { BothSides } from "./both-sides";
import type { EarDesk } from "./ear-desk";

const MOST_LISTED = 20;

interface Chosen {
  readonly key: string;
  readonly at: PlaceM;
}

export class HingePanel {
  readonly root = element("div", "hinges");
  /** Those that are meant to be as they are, until the page is closed. */
  readonly kept = new Set<string>();
  private readonly note = element("p", "small", [], { role: "status" });
  private readonly list = element("ul", "hinge-list");
  private readonly sides: BothSides;
  private relief: Relief | null = null;
  private hinges: readonly Hinge[] = [];
  private chosen: Chosen | null = null;

  /** @param changed - Hears that a hinge was kept. */
  constructor(
    private readonly desk: EarDesk,
    private readonly changed: () => void,
  ) {
    this.sides = new BothSides(desk.listening, (side) => this.told(side));
    this.list.setAttribute("aria-label", desk.ear.ridge.hinges);
    this.root.append(this.note, this.list);
    this.show(null, []);
  }

  show(relief: Relief | null, hinges: readonly Hinge[]): void {
    const { ridge } = this.desk.ear;
    this.relief = relief;
    this.hinges = hinges;
    this.chosen = this.chosenAmong(hinges);
    this.root.hidden = relief === null;
    setText(this.note, hinges.length === 0 ? ridge.none : ridge.how);
    this.list.replaceChildren(...hinges.slice(0, MOST_LISTED).map((hinge) => this.item(hinge)));
    if (relief === null) this.stop();
  }

  /** Choose a hinge and hear it from both sides of a place on it. */
  choose(key: string, at: PlaceM): void {
    this.chosen = { key, at };
    this.show(this.relief, this.hinges);
    this.hear();
    this.list.querySelector(".is-chosen")?.scrollIntoView({ block: "nearest" });
  }

  stop(): void {
    this.sides.stop();
  }

  /** What was chosen stays so where a finer relief has a hinge near it. */
  private chosenAmong(hinges: readonly Hinge[]): Chosen | null {
    const { chosen, relief } = this;
    if (chosen === null || relief === null) return null;
    if (hinges.some((hinge) => keyOf(hinge) === chosen.key)) return chosen;
    const found = hingeAt(hinges, chosen.at, relief, ACCURACY_M);
    return found === null ? null : { key: keyOf(found.hinge), at: found.at };
  }

  private item(hinge: Hinge): HTMLElement {
    const { ridge } = this.desk.ear;
    const { language } = this.desk;
    const key = keyOf(hinge);
    const isChosen = this.chosen?.key === key;
    const width = lengthText(hinge.widthM, language);
    const db = hinge.changeDb.toLocaleString(language, { maximumFractionDigits: 1 });
    const name = button(fill(ridge.hinge, { db, width }), "hinge", "hinge-name", () =>
      this.choose(key, hinge.middle),
    );
    name.setAttribute("aria-pressed", String(isChosen));
    const isKept = this.kept.has(key);
    const moves = element("span", "hinge-moves", [isKept ? ridge.kept : ridge.moves]);
    moves.title = fill(ridge.movesWhy, { metres: ACCURACY_M });
    moves.classList.toggle("is-kept", isKept);
    return element("li", isChosen ? "hinge is-chosen" : "hinge", [
      name,
      isKept || willMove(hinge) ? moves : null,
      isChosen ? this.acts(key) : null,
    ]);
  }

  private acts(key: string): HTMLElement {
    const { ridge } = this.desk.ear;
    return element("div", "hinge-acts", [
      button(ridge.hear, "hear-hinge", "button-small", () => this.hear()),
      button(ridge.keep, "keep-hinge", "button-small", () => this.keep(key)),
      button(ridge.soften, "soften-hinge", "button-small", () => this.soften()),
      button(ridge.mark, "mark-hinge", "button-small", () => this.mark()),
    ]);
  }

  private hear(): void {
    if (this.chosen === null || this.relief === null) return;
    if (!this.desk.listening.isOn) setText(this.note, this.desk.ear.first);
    else this.sides.hear(sidesOf(this.relief, this.chosen.at));
  }

  private told(side: 0 | 1 | null): void {
    const { ridge } = this.desk.ear;
    setText(this.note, side === null ? ridge.how : side === 0 ? ridge.side : ridge.otherSide);
  }

  private keep(key: string): void {
    this.stop();
    if (!this.kept.delete(key)) this.kept.add(key);
    this.changed();
  }

  private soften(): void {
    const { store, plane, ear, language } = this.desk;
    if (this.chosen === null) return;
    const softening = softeningAt(store.document, this.chosen.at, plane);
    const zone = softening === null ? null : featureOf(store.document, softening.zone);
    if (softening === null || zone === null) {
      setText(this.note, ear.ridge.noZone);
      return;
    }
    store.apply(ear.ridge.didSoften, (walk) => withSoftened(walk, softening));
    const { field, fromM: from, toM: to } = softening;
    const values = { zone: nameOf(zone, language), field: ear.ridge.fields[field], from, to };
    setText(this.note, fill(ear.ridge.softened, values));
  }

  private mark(): void {
    const { store, plane, ear } = this.desk;
    const { chosen } = this;
    if (chosen === null) return;
    const number = this.hinges.findIndex((hinge) => keyOf(hinge) === chosen.key) + 1;
    const title = fill(ear.ridge.landmark, { number });
    const drawn = { shape: "point", place: chosen.at } as const;
    store.apply(ear.ridge.didMark, (walk) => withDrawn(walk, "landmark", drawn, title, plane).walk);
  }
}
