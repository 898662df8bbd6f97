/** Sound files that are dropped on the map, or chosen: uploaded, then planted or placed. */
import { type Grown, withPlanted, withSample } from "../../compose/new-feature";
import type { PlaceM } from "../../compose/place";
import { DraftApiError, fileNameOf, uploadFile } from "../../transport/draft-api";
import { fill } from "../../words/words";
import { element } from "../element";
import type { Desk } from "./desk";
import type { MapGround } from "./ground/map-ground";

export type SoundUse = "planted" | "sample";

const SOUND_ENDING = /\.(wav|flac|ogg|mp3)$/i;
const ACCEPT = ".wav,.flac,.ogg,.mp3,audio/*";
const BESIDE_M = 3; // several files dropped at once lie in a row

export class Drops {
  constructor(
    private readonly desk: Desk,
    ground: MapGround,
    private readonly say: (text: string | null) => void,
  ) {
    const { element: target } = ground;
    target.addEventListener("dragover", (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
    target.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return; // a swatch is somebody else's
      event.preventDefault();
      const box = target.getBoundingClientRect();
      const place = ground.unproject({ x: event.clientX - box.left, y: event.clientY - box.top });
      void this.take([...(event.dataTransfer?.files ?? [])], place);
    });
  }

  /** Let somebody choose files for a place. */
  choose(place: PlaceM, use: SoundUse): void {
    const input = element("input", "", [], { type: "file", accept: ACCEPT, multiple: "" });
    input.addEventListener("change", () => void this.take([...(input.files ?? [])], place, use));
    input.click();
  }

  /** Upload sounds and put them on the ground, one beside the other. */
  async take(files: readonly File[], place: PlaceM, use: SoundUse = "planted"): Promise<void> {
    const { features } = this.desk.words;
    for (const [index, file] of files.entries()) {
      if (!SOUND_ENDING.test(file.name)) {
        this.say(features.unknownFile);
        continue;
      }
      const there = { ...place, eastM: place.eastM + index * BESIDE_M };
      await this.put(file, file.name, there, use);
    }
  }

  /** Upload one sound and put it on the ground; whether that went well. */
  async put(file: Blob, name: string, place: PlaceM, use: SoundUse): Promise<boolean> {
    const { store, words, plane } = this.desk;
    try {
      const kept = await uploadFile(store.id, fileNameOf(name), file);
      const make = use === "planted" ? withPlanted : withSample;
      let grown: Grown | null = null;
      store.apply(words.did.plant, (walk) => {
        grown = make(walk, place, kept, name.replace(SOUND_ENDING, ""), plane);
        return grown.walk;
      });
      store.select((grown as Grown | null)?.id ?? null);
      this.say(null);
      return true;
    } catch (error) {
      if (!(error instanceof DraftApiError)) throw error;
      this.say(fill(words.features.failed, { why: error.message }));
      return false;
    }
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}
