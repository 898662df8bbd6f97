/** One feature's fields: reads its values, writes them as steps that can be undone. */
import {
  type Change,
  featureOf,
  type Json,
  type Properties,
  type SoundJson,
  type WalkFeature,
  withFeature,
  withProperties,
  withSound,
} from "../../../compose/document";
import { fill } from "../../../words/words";
import { type Desk, numberIn } from "../desk";
import { choiceField, choicesOf, type Range, rangeField } from "../fields";

export class Editing {
  /** While a slider moves, what is shown is right already: nothing is drawn anew. */
  isSliding = false;

  constructor(
    readonly desk: Desk,
    readonly id: string,
    private readonly first: WalkFeature,
  ) {}

  /** As it is now. */
  get feature(): WalkFeature {
    return featureOf(this.desk.store.document, this.id) ?? this.first;
  }

  get sound(): Partial<SoundJson> {
    return this.feature.properties.sound ?? {};
  }

  /** Exchange properties; changes of one `what` in quick succession are undone together. */
  set(what: string, change: Change<Properties>): void {
    this.write(what, (feature) => withProperties(feature, change));
  }

  setSound(what: string, change: Change<SoundJson>): void {
    this.write(what, (feature) => withSound(feature, change));
  }

  /** Write from a slider. */
  slide(write: () => void): void {
    this.isSliding = true;
    try {
      write();
    } finally {
      this.isSliding = false;
    }
  }

  /** A slider over anything. */
  slider(label: string, value: number, range: Range, write: (next: number) => void): HTMLElement {
    return rangeField(label, value, range, (next) => this.slide(() => write(next)));
  }

  /** A slider over one property. */
  property(label: string, name: string, fallback: number, range: Range): HTMLElement {
    const value = numberIn(this.feature.properties[name], fallback);
    return this.slider(label, value, range, (next) => this.set(label, { [name]: next }));
  }

  /** A slider over one field of the sound. */
  level(label: string, name: string, fallback: number, range: Range): HTMLElement {
    const value = numberIn(firstOf(this.sound[name]), fallback);
    return this.slider(label, value, range, (next) => this.setSound(label, { [name]: next }));
  }

  /** A choice of one field of the sound; the first choice is the default and leaves it out. */
  choice(label: string, name: string, words: Readonly<Record<string, string>>): HTMLElement {
    const [usual = ""] = Object.keys(words);
    const value = this.sound[name];
    const shown = typeof value === "string" ? value : usual;
    return choiceField(label, shown, choicesOf(words), (next) =>
      this.setSound(label, { [name]: next === usual ? undefined : next }),
    );
  }

  private write(what: string, change: (feature: WalkFeature) => WalkFeature): void {
    const { store, words } = this.desk;
    const label = fill(words.did.change, { what });
    store.apply(label, (walk) => withFeature(walk, this.id, change), `${this.id} ${what}`);
  }
}

function firstOf(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? (value as readonly Json[])[0] : value;
}
