/** The settings of the whole piece. */
import {
  type Change,
  type JsonObject,
  type PieceJson,
  type SoundJson,
  withPiece,
} from "../../compose/document";
import { fill, type Words, wordsIn } from "../../words/words";
import { element } from "../element";
import { type Desk, numberIn, objectIn, textIn, withWords } from "./desk";
import { Panel } from "./dialog";
import { choiceField, choicesOf, labelled, longTextField, rangeField, textField } from "./fields";

const LONGEST_MIN = 120;
const NEVER = 0; // minutes: the walker ends it

export function openPiece(desk: Desk): void {
  const panel = new Panel(desk.words.publishing.pieceHeading, desk.words.close);
  const piece = new PieceFields(desk);
  panel.body.append(element("div", "fields", piece.fields()));
  panel.open();
}

class PieceFields {
  constructor(private readonly desk: Desk) {}

  fields(): HTMLElement[] {
    const { models, words } = this.desk;
    const w = words.publishing;
    const { model } = this.piece;
    const ids = models.includes(model) ? models : [model, ...models];
    const choices = ids.map((id) => ({ value: id, label: id }));
    return [
      ...this.problems(),
      textField(w.pieceTitle, this.said(this.piece.title), (text) => {
        if (text !== "") this.set(w.pieceTitle, { title: this.reworded(this.piece.title, text) });
      }),
      longTextField(w.description, this.said(this.piece.description), (text) =>
        this.set(w.description, { description: this.reworded(this.piece.description, text) }),
      ),
      choiceField(w.model, model, choices, (next) => this.set(w.model, { model: next })),
      ...this.outside(),
      this.facing(),
      this.minutes(),
      this.stepFree(),
      this.opening(),
      ...this.closing(),
      ...this.hours(),
      this.attribution(),
    ];
  }

  private get piece(): PieceJson {
    return this.desk.store.document.latentwalk;
  }

  private problems(): HTMLElement[] {
    return this.desk.store.problems
      .filter(({ feature }) => feature === null)
      .map(({ message }) => element("p", "notice is-bad", [message]));
  }

  /** What sounds where nothing is drawn; a ground the list does not know stays. */
  private outside(): HTMLElement[] {
    const w = this.desk.words.publishing;
    const { outside } = this.piece;
    const mapping = outside?.mapping ?? "silence";
    const choices = choicesOf(w.outsides);
    if (!choices.some(({ value }) => value === mapping)) {
      choices.push({ value: mapping, label: mapping });
    }
    const field = choiceField(w.outside, mapping, choices, (next) => {
      const changed = { ...this.piece.outside, mapping: next as SoundJson["mapping"] };
      this.set(w.outside, { outside: next === "silence" ? undefined : changed });
    });
    const gain = rangeField(
      w.outsideGain,
      numberIn(outside?.gain_db, 0),
      { least: -40, most: 12, step: 0.5, unit: "dB" },
      (gain_db) => {
        const now = this.piece.outside;
        if (now !== undefined) this.set(w.outsideGain, { outside: { ...now, gain_db } });
      },
    );
    return [field, gain];
  }

  private facing(): HTMLElement {
    const w = this.desk.words.publishing;
    const range = { least: 0, most: 355, step: 5, unit: "°" };
    return rangeField(w.facing, numberIn(this.piece.start_heading_deg, 0), range, (deg) =>
      this.set(w.facing, { start_heading_deg: deg }),
    );
  }

  private minutes(): HTMLElement {
    const w = this.desk.words.publishing;
    const range = { least: 0, most: LONGEST_MIN, step: 1, unit: w.min };
    return rangeField(w.minutes, numberIn(this.member("cover").minutes, 0), range, (minutes) =>
      this.setIn("cover", w.minutes, { minutes: minutes === 0 ? undefined : minutes }),
    );
  }

  private stepFree(): HTMLElement {
    const w = this.desk.words.publishing;
    const said = this.member("cover").step_free;
    const value = said === undefined ? "unsaid" : said === true ? "yes" : "no";
    const choices = Object.entries(w.stepFrees).map(([key, label]) => ({ value: key, label }));
    return choiceField(w.stepFree, value, choices, (next) =>
      this.setIn("cover", w.stepFree, {
        step_free: next === "unsaid" ? undefined : next === "yes",
      }),
    );
  }

  private opening(): HTMLElement {
    const w = this.desk.words.publishing;
    const words = (): Words => this.wordsIn(this.member("opening").words);
    return longTextField(w.opening, this.said(words()), (text) =>
      this.setIn("opening", w.opening, { words: this.reworded(words(), text) }),
    );
  }

  private closing(): HTMLElement[] {
    const w = this.desk.words.publishing;
    const words = (): Words => this.wordsIn(this.member("closing").words);
    const afterMin = numberIn(this.member("closing").after_s, NEVER) / 60;
    const aside = (minutes: number): string => (minutes === NEVER ? w.neverAfter : "");
    const range = { least: NEVER, most: LONGEST_MIN, step: 1, unit: w.min, aside };
    return [
      longTextField(w.closing, this.said(words()), (text) =>
        this.setIn("closing", w.closing, { words: this.reworded(words(), text) }),
      ),
      rangeField(w.after, afterMin, range, (minutes) =>
        this.setIn("closing", w.after, { after_s: minutes === NEVER ? undefined : minutes * 60 }),
      ),
    ];
  }

  /** From and to; both empty is always. */
  private hours(): HTMLElement[] {
    const w = this.desk.words.publishing;
    const open = this.member("open");
    const clock = (name: "from" | "to"): HTMLInputElement => {
      const input = element("input", "input", [], { type: "time", value: textIn(open[name]) });
      input.addEventListener("change", () =>
        this.setIn("open", w.hours, { [name]: input.value === "" ? undefined : input.value }),
      );
      return input;
    };
    const sunDeg = numberIn(open.sun_deg, -90);
    const aside = (value: number): string => (value <= -90 ? w.always : "");
    const range = { least: -90, most: 45, step: 1, unit: "°", aside };
    return [
      element("div", "hours", [
        element("span", "field-label", [w.hours]),
        labelled(w.from, clock("from")),
        labelled(w.to, clock("to")),
      ]),
      rangeField(w.sun, sunDeg, range, (value) =>
        this.setIn("open", w.sun, { sun_deg: value <= -90 ? undefined : value }),
      ),
    ];
  }

  private attribution(): HTMLElement {
    const w = this.desk.words.publishing;
    const words = (): Words => this.wordsIn(this.member("cover").attribution);
    return longTextField(w.attribution, this.said(words()), (text) =>
      this.setIn("cover", w.attribution, { attribution: this.reworded(words(), text) }),
    );
  }

  private member(name: string): JsonObject {
    return objectIn(this.piece[name]);
  }

  private set(what: string, change: Change<PieceJson>): void {
    const { store, words } = this.desk;
    store.apply(
      fill(words.did.change, { what }),
      (walk) => withPiece(walk, change),
      `piece ${what}`,
    );
  }

  /** Exchange fields of one member; a member left empty goes. */
  private setIn(name: string, what: string, change: JsonObject): void {
    const entries = Object.entries({ ...this.member(name), ...change });
    const kept = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    this.set(what, { [name]: Object.keys(kept).length === 0 ? undefined : kept });
  }

  private said(words: Words | undefined): string {
    return words === undefined ? "" : wordsIn(words, this.desk.language);
  }

  private reworded(words: Words | undefined, text: string): Words {
    return withWords(words, this.desk.language, text);
  }

  private wordsIn(value: JsonObject[string]): Words {
    return typeof value === "string" ? value : (objectIn(value) as Record<string, string>);
  }
}
