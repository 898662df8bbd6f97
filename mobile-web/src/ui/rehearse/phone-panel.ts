/** Where the simulated phone is, and how wrong that makes it: presets, and two sliders. */
import {
  PLACES,
  type Place,
  PRESETS,
  type Surroundings,
} from "../../sensors/simulated-surroundings";
import type { RehearseWords } from "../../words/rehearse-words";
import { fill } from "../../words/words";
import { button, element } from "../element";
import { Slider } from "./slider";

const RADIUS = { least: 0, most: 40, step: 1 } as const;
const COMPASS = { least: 0, most: 45, step: 1 } as const;
const WANDER = 1 / 3; // of the compass's error, as in the presets

/** What the server's own rehearsal is told of this phone. */
export interface PhoneChoice {
  readonly place: Place;
  readonly surroundings: Surroundings;
}

export class PhonePanel {
  readonly root: HTMLElement;
  private readonly places: ReadonlyMap<Place, HTMLButtonElement>;
  private readonly radius: Slider;
  private readonly compass: Slider;
  private chosen: PhoneChoice;

  /**
   * @param changed - Hears of each choice.
   * @param again - Other errors of the same kind are wanted.
   */
  constructor(
    words: RehearseWords,
    first: Place,
    private readonly changed: (surroundings: Surroundings) => void,
    again: () => void,
  ) {
    const { phone } = words;
    this.chosen = { place: first, surroundings: PRESETS[first] };
    this.places = new Map(
      PLACES.map((place) => [
        place,
        button(phone[place], `place-${place}`, "chip", () => this.choose(place)),
      ]),
    );
    const metres = (value: number) => fill(phone.metres, { metres: value });
    const degrees = (value: number) => fill(phone.degrees, { degrees: value });
    this.radius = new Slider(phone.radius, "radius", RADIUS, metres, (radiusM) =>
      this.alter({ radiusM }),
    );
    this.compass = new Slider(phone.compass, "compass", COMPASS, degrees, (deg) =>
      this.alter({ biasDeg: [deg, deg], wanderDeg: deg * WANDER }),
    );
    this.root = element("section", "panel", [
      element("h2", "voice panel-title", [phone.title]),
      element("div", "chips", [...this.places.values()], {
        role: "group",
        "aria-label": phone.place,
      }),
      this.radius.root,
      this.compass.root,
      button(phone.again, "other-errors", "quiet", again),
    ]);
    this.show();
  }

  get choice(): PhoneChoice {
    return this.chosen;
  }

  private choose(place: Place): void {
    this.chosen = { place, surroundings: PRESETS[place] };
    this.show();
    this.changed(this.chosen.surroundings);
  }

  private alter(change: Partial<Surroundings>): void {
    const { place, surroundings } = this.chosen;
    this.chosen = { place, surroundings: { ...surroundings, ...change } };
    this.changed(this.chosen.surroundings);
  }

  private show(): void {
    const { place, surroundings } = this.chosen;
    for (const [name, chip] of this.places) {
      chip.setAttribute("aria-pressed", String(name === place));
    }
    const [least, most] = surroundings.biasDeg;
    this.radius.value = surroundings.radiusM;
    this.compass.value = Math.round((least + most) / 2);
  }
}
