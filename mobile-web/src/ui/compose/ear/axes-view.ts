/** The axes of a model: swept by ear first, named in the artist's own words, measured on request. */
import { axisNames, withAxisName } from "../../../compose/ear/axis-names";
import { sized } from "../../../compose/ear/palette";
import { hintsOf } from "../../../compose/ear/sweep";
import { fill } from "../../../words/words";
import { button, element, setText } from "../../element";
import { type EarDesk, latentSizeOf } from "./ear-desk";
import { Spectrogram } from "./spectrogram";
import { Sweeping, type Swept } from "./sweeping";
import type { Trying } from "./trying";

interface AxisRow {
  readonly root: HTMLElement;
  readonly name: HTMLInputElement;
  readonly play: HTMLButtonElement;
  readonly picture: Spectrogram;
  readonly hint: HTMLElement;
  swept: Swept | null;
}

export class AxesView {
  readonly root = element("section", "axes-view");
  /** Where the choice of the model stands. */
  readonly modelPlace = element("div", "");
  private readonly list = element("ol", "axis-list");
  private readonly sweeping: Sweeping;
  private rows: AxisRow[] = [];
  private of = ""; // model and size
  private isMeasured = false;

  constructor(
    private readonly desk: EarDesk,
    private readonly trying: Trying,
    private readonly model: () => string,
  ) {
    const { sweep } = desk.ear;
    this.sweeping = new Sweeping(desk.listening);
    const measure = button(sweep.ask, "measure", "button-small", () => {
      this.isMeasured = !this.isMeasured;
      measure.setAttribute("aria-pressed", String(this.isMeasured));
      this.renderHints();
    });
    measure.setAttribute("aria-pressed", "false");
    this.list.setAttribute("aria-label", sweep.label);
    this.root.append(this.list, element("div", "axes-foot", [this.modelPlace, measure]));
    desk.listening.subscribe(() => this.enable());
    this.render();
  }

  /** The model or its names may have changed. */
  render(): void {
    const model = this.model();
    const size = latentSizeOf(this.desk, model);
    if (this.of !== `${model} ${size}`) {
      this.of = `${model} ${size}`;
      this.sweeping.stop();
      this.rows = Array.from({ length: size }, (_, axis) => this.row(axis));
      this.list.replaceChildren(...this.rows.map(({ root }) => root));
    }
    for (const [axis, name] of axisNames(this.desk.store.document, model, size).entries()) {
      const field = this.rows[axis]?.name;
      if (field !== undefined && field !== document.activeElement) field.value = name;
    }
    this.enable();
    this.renderHints();
  }

  close(): void {
    this.sweeping.stop();
  }

  private row(axis: number): AxisRow {
    const { sweep } = this.desk.ear;
    const number = axis + 1;
    const name = element("input", "input axis-name", [], {
      type: "text",
      maxlength: "80",
      placeholder: sweep.name,
      "aria-label": `${fill(sweep.axis, { number })}: ${sweep.name}`,
    });
    name.addEventListener("change", () => {
      const { store } = this.desk;
      store.apply(sweep.did, (walk) => withAxisName(walk, this.model(), axis, name.value));
    });
    const play = button(String(number), `sweep-${number}`, "axis-play", () => {
      void this.sweep(axis);
    });
    play.setAttribute("aria-label", fill(sweep.play, { number }));
    play.title = fill(sweep.play, { number });
    const picture = new Spectrogram(fill(sweep.picture, { number }));
    const hint = element("span", "small axis-hint");
    const root = element("li", "axis", [play, name, picture.canvas, hint]);
    return { root, name, play, picture, hint, swept: null };
  }

  private async sweep(axis: number): Promise<void> {
    const row = this.rows[axis];
    if (row === undefined) return;
    const [model, size] = [this.model(), latentSizeOf(this.desk, this.model())];
    const around = sized(this.trying.held?.values ?? [], size);
    row.root.classList.add("is-sweeping");
    const swept = await this.sweeping.sweep(model, axis, around, size, row.picture);
    row.root.classList.remove("is-sweeping");
    if (swept.heard.length > 0) row.swept = swept;
    const { held } = this.trying;
    if (held !== null) this.desk.listening.try(held.model, held.values);
    this.renderHints();
  }

  private enable(): void {
    const { listening, ear } = this.desk;
    for (const { play } of this.rows) {
      play.disabled = !listening.isOn;
      if (!listening.isOn) play.title = ear.first;
    }
  }

  private renderHints(): void {
    for (const { hint, swept } of this.rows) {
      hint.hidden = !this.isMeasured;
      setText(hint, this.isMeasured ? this.hintWords(swept) : "");
    }
  }

  private hintWords(swept: Swept | null): string {
    const { sweep } = this.desk.ear;
    if (swept === null) return sweep.unheard;
    if (!swept.isWhole) return sweep.broken;
    const { louderDb, brighterRatio } = hintsOf(swept.heard);
    const said: string[] = [];
    if (louderDb !== null) {
      const words = louderDb > 0 ? sweep.louder : sweep.quieter;
      said.push(fill(words, { db: this.decimal(Math.abs(louderDb)) }));
    }
    if (brighterRatio !== null) {
      const isBrighter = brighterRatio > 1;
      const ratio = this.decimal(isBrighter ? brighterRatio : 1 / brighterRatio);
      said.push(fill(isBrighter ? sweep.brighter : sweep.darker, { ratio }));
    }
    return said.length === 0 ? sweep.neither : said.join(", ");
  }

  private decimal(value: number): string {
    return value.toLocaleString(this.desk.language, { maximumFractionDigits: 1 });
  }
}
