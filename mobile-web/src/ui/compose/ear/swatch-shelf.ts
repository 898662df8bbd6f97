/** Sounds that were kept: heard, named, let go, and put on the map as anchors. */
import { featureOf, type GeoJsonWalk, type SwatchJson } from "../../../compose/document";
import { tidied } from "../../../compose/ear/palette";
import {
  swatchesOf,
  withAnchor,
  withoutSwatch,
  withSwatch,
  withSwatchTitle,
} from "../../../compose/ear/swatches";
import type { PlaceM } from "../../../compose/place";
import { fill, wordsIn } from "../../../words/words";
import { button, element, setText } from "../../element";
import { nameOf } from "../desk";
import { type EarDesk, modelSounding } from "./ear-desk";
import type { Sounding } from "./listening";
import { drawPeaks, swatchItem } from "./swatch-item";
import { SwatchSounds } from "./swatch-sounds";
import type { Trying } from "./trying";

/** What a dragged swatch is called among dragged things. */
export const SWATCH_TYPE = "application/x-latentwalk-swatch";

const SILENT_DB = -75;

export class SwatchShelf {
  readonly root = element("section", "shelf");
  private readonly list = element("ul", "swatches");
  private readonly note = element("p", "small", [], { role: "status" });
  private readonly keepButton: HTMLButtonElement;
  private readonly sounds: SwatchSounds;
  private shown: readonly SwatchJson[] | null = null;

  constructor(
    private readonly desk: EarDesk,
    trying: Trying,
  ) {
    const { shelf } = desk.ear;
    this.sounds = new SwatchSounds(desk.listening, trying);
    this.keepButton = button(shelf.keep, "keep", "button-small button-main", () => {
      void this.keepNow();
    });
    this.list.setAttribute("aria-label", shelf.label);
    this.root.append(element("div", "shelf-head", [this.keepButton, this.note]), this.list);
    desk.store.subscribe(() => this.render());
    desk.listening.subscribe(() => this.enable());
    this.listenToDrops();
    this.render();
    this.enable();
  }

  /** Keep latents that came from elsewhere, such as a file. */
  async keep({ model, values }: Sounding): Promise<void> {
    const { store, ear } = this.desk;
    const number = swatchesOf(store.document).length + 1;
    const title = fill(ear.shelf.fresh, { number });
    const swatch: SwatchJson = { title, model, values: tidied(values) };
    store.apply(ear.shelf.did, (walk) => withSwatch(walk, swatch));
    await this.sounds.record(swatch);
    this.renderOutlines();
  }

  say(text: string): void {
    setText(this.note, text);
  }

  private async keepNow(): Promise<void> {
    const { ear, listening } = this.desk;
    const sounding = listening.soundingOf(modelSounding(this.desk));
    if (sounding === null || (listening.state.levelDb ?? SILENT_DB) <= SILENT_DB) {
      this.say(ear.shelf.silent);
      return;
    }
    this.say(ear.shelf.keeping);
    await this.keep(sounding);
    this.say("");
  }

  private enable(): void {
    this.keepButton.disabled = !this.desk.listening.isOn;
    this.keepButton.title = this.keepButton.disabled ? this.desk.ear.first : "";
  }

  private render(): void {
    const swatches = swatchesOf(this.desk.store.document);
    if (swatches === this.shown) return;
    this.shown = swatches;
    const items = swatches.map((swatch, index) => this.item(swatch, index));
    const empty = element("li", "small", [this.desk.ear.shelf.nothing]);
    this.list.replaceChildren(...(items.length === 0 ? [empty] : items));
  }

  /** Recordings come later than their swatches, which may be on their way to the map by then. */
  private renderOutlines(): void {
    for (const [index, swatch] of (this.shown ?? []).entries()) {
      const [item, outline] = [this.list.children[index], this.sounds.outline(swatch, 48)];
      if (item !== undefined && outline !== null) drawPeaks(item, outline);
    }
  }

  private item(swatch: SwatchJson, index: number): HTMLElement {
    const { store, ear, language, listening } = this.desk;
    return swatchItem(
      { swatch, title: wordsIn(swatch.title, language), outline: this.sounds.outline(swatch, 48) },
      ear.shelf,
      {
        play: () => {
          if (!this.sounds.play(swatch)) this.say(ear.first);
        },
        rename: (title) =>
          store.apply(ear.shelf.didTitle, (walk) => withSwatchTitle(walk, index, title)),
        remove: () => store.apply(ear.shelf.didRemove, (walk) => withoutSwatch(walk, index)),
        put: () => this.put(index, listening.senses.place),
        dragged: (transfer) => {
          transfer.setData(SWATCH_TYPE, String(index));
          transfer.effectAllowed = "copy";
        },
      },
    );
  }

  /** A swatch becomes an anchor of the zone there. */
  private put(index: number, place: PlaceM): void {
    const { store, plane, ear, language } = this.desk;
    const swatch = swatchesOf(store.document)[index];
    if (swatch === undefined) return;
    const anchored = withAnchor(store.document, place, swatch, plane);
    if (anchored.kind === "otherModel") {
      const zone = featureOf(store.document, anchored.zone);
      const name = zone === null ? anchored.zone : nameOf(zone, language);
      this.say(fill(ear.shelf.otherModel, { zone: name }));
      return;
    }
    const after: GeoJsonWalk = anchored.grown.walk;
    store.apply(ear.shelf.didPut, () => after);
    store.select(anchored.grown.id);
    this.say(fill(ear.shelf.put, { title: wordsIn(swatch.title, language) }));
  }

  private listenToDrops(): void {
    const { ground } = this.desk;
    const target = ground.element;
    const isSwatch = ({ dataTransfer }: DragEvent): boolean =>
      dataTransfer?.types.includes(SWATCH_TYPE) === true;
    target.addEventListener("dragover", (event) => {
      if (isSwatch(event)) event.preventDefault();
    });
    target.addEventListener("drop", (event) => {
      if (!isSwatch(event)) return;
      event.preventDefault();
      const box = target.getBoundingClientRect();
      const place = ground.unproject({ x: event.clientX - box.left, y: event.clientY - box.top });
      this.put(Number(event.dataTransfer?.getData(SWATCH_TYPE)), place);
    });
  }
}
