/** Sixteen places of a model: heard while pointed at, dragged over or focused, held by a tap. */
import {
  FAR,
  type Latents,
  NEAR,
  neighbours,
  PLACES,
  padPlaces,
  SIDE,
} from "../../../compose/ear/palette";
import { fill } from "../../../words/words";
import { button, element, setText } from "../../element";
import { choiceField } from "../fields";
import { axisLabels } from "./axis-labels";
import { type EarDesk, latentSizeOf } from "./ear-desk";
import type { Trying } from "./trying";

interface Shown {
  readonly around: Latents | null; // `null`: the pad over two axes
  readonly places: readonly Latents[];
}

export class PadView {
  readonly root = element("section", "pad-view");
  /** Where the choice of the model stands. */
  readonly modelPlace = element("div", "");
  private readonly pad = element("div", "pad");
  private readonly cells: readonly HTMLButtonElement[];
  private readonly choices = element("div", "pad-choices");
  private readonly how = element("p", "small");
  private axes = { across: 0, up: 1, seed: 1 };
  private shown: Shown = { around: null, places: [] };
  private seed = 1;
  private of = ""; // what the pad was last drawn for

  constructor(
    private readonly desk: EarDesk,
    private readonly trying: Trying,
    private readonly model: () => string,
  ) {
    const { pad } = desk.ear;
    this.cells = Array.from({ length: PLACES }, (_, place) => this.cell(place));
    this.pad.append(...this.cells);
    this.pad.setAttribute("role", "group");
    this.pad.setAttribute("aria-label", pad.label);
    this.pad.addEventListener("pointerleave", () => trying.unpoint());
    this.pad.addEventListener("pointermove", (event) => this.pointed(event));
    this.pad.addEventListener("keydown", (event) => this.key(event));
    const around = (sigma: number) => () => this.surround(sigma);
    this.root.append(
      element("div", "pad-column", [this.pad, this.how]),
      element("div", "pad-side", [
        this.modelPlace,
        this.choices,
        element("div", "pad-acts", [
          button(pad.near, "near", "button-small", around(NEAR)),
          button(pad.far, "far", "button-small", around(FAR)),
          button(pad.others, "others", "button-small", () => this.reseed()),
        ]),
      ]),
    );
    trying.subscribe(() => this.mark());
    this.render();
  }

  /** The model, its size or its axes' names may have changed. */
  render(): void {
    const model = this.model();
    const labels = axisLabels(this.desk, model, latentSizeOf(this.desk, model));
    const of = JSON.stringify([model, labels, this.axes, this.shown.around]);
    if (of === this.of) return; // a list that is open must not be drawn anew
    this.of = of;
    if (this.shown.around === null) {
      this.shown = { around: null, places: padPlaces(this.axes, labels.length) };
    }
    for (const [place, cell] of this.cells.entries()) paint(cell, this.shown.places[place] ?? []);
    this.choices.replaceChildren(...this.choiceFields(labels));
    const { pad } = this.desk.ear;
    setText(this.how, this.shown.around === null ? pad.how : `${pad.around}. ${pad.how}`);
    this.mark();
  }

  private choiceFields(labels: readonly string[]): HTMLElement[] {
    const { pad } = this.desk.ear;
    if (this.shown.around !== null) {
      return [button(pad.back, "pad-axes", "button-small", () => this.backToAxes())];
    }
    const choices = labels.map((label, axis) => ({ value: String(axis), label }));
    const field = (label: string, axis: "across" | "up"): HTMLElement =>
      choiceField(label, String(this.axes[axis]), choices, (next) => {
        this.axes = { ...this.axes, [axis]: Number(next) };
        this.render();
      });
    return [field(pad.across, "across"), field(pad.up, "up")];
  }

  private surround(sigma: number): void {
    const { listening } = this.desk;
    const around = this.trying.held?.values ?? listening.soundingOf(this.model())?.values;
    if (around === undefined) return;
    this.seed += 1;
    this.shown = { around, places: neighbours(around, sigma, this.seed) };
    this.of = "";
    this.render();
  }

  private reseed(): void {
    this.seed += 1;
    this.axes = { ...this.axes, seed: this.seed };
    this.backToAxes();
  }

  private backToAxes(): void {
    this.shown = { around: null, places: [] };
    this.render();
  }

  private cell(place: number): HTMLButtonElement {
    const name = fill(this.desk.ear.pad.place, { number: place + 1 });
    const made = button("", `place-${place + 1}`, "pad-cell", () => {
      this.trying.hold(this.model(), this.shown.places[place] ?? []);
    });
    made.setAttribute("aria-label", name);
    made.tabIndex = place === 0 ? 0 : -1;
    made.addEventListener("focus", () => {
      if (made.matches(":focus-visible")) this.point(place);
    });
    made.addEventListener("blur", () => this.trying.unpoint());
    return made;
  }

  /** A finger stays with the cell it began on: the place under it is asked for. */
  private pointed({ clientX, clientY }: PointerEvent): void {
    const under = document.elementFromPoint(clientX, clientY);
    const place = this.cells.indexOf(under as HTMLButtonElement);
    if (place >= 0) this.point(place);
  }

  private point(place: number): void {
    this.trying.point(this.model(), this.shown.places[place] ?? []);
  }

  private key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: SIDE, ArrowUp: -SIDE }[event.key];
    const at = this.cells.indexOf(document.activeElement as HTMLButtonElement);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    this.cells[(at + by + PLACES) % PLACES]?.focus();
  }

  private mark(): void {
    const { held, pointed } = this.trying;
    for (const [place, cell] of this.cells.entries()) {
      const values = this.shown.places[place];
      cell.setAttribute("aria-pressed", String(held !== null && held.values === values));
      cell.classList.toggle("is-heard", pointed !== null && pointed.values === values);
    }
  }
}

/** Colour by the first three latents: alike places look alike, no more than that. */
function paint(cell: HTMLElement, values: Latents): void {
  const share = (axis: number): number => (3 + Math.max(-3, Math.min(3, values[axis] ?? 0))) / 6;
  cell.style.setProperty("--first", `${Math.round(100 * share(0))}%`);
  cell.style.setProperty("--second", `${Math.round(100 * share(1))}%`);
  cell.style.setProperty("--third-share", share(2).toFixed(2));
}
