/** A hinge heard from both sides: the listener stands now on this one, now on that. */
import type { PlaceM } from "../../../compose/place";
import type { Listening } from "./listening";

const TURN_MS = 1500; // long enough for the sound of a place to arrive and be heard
const TURNS = 6;

export class BothSides {
  private timer: ReturnType<typeof setInterval> | null = null;
  private from: PlaceM | null = null;
  private turn = 0;

  /** @param told - Hears which side is heard: 0, 1, or `null` when it is over. */
  constructor(
    private readonly listening: Listening,
    private readonly told: (side: 0 | 1 | null) => void,
  ) {}

  hear(sides: readonly [PlaceM, PlaceM]): void {
    this.stop();
    this.from = this.listening.senses.place;
    this.turn = 0;
    this.step(sides);
    this.timer = setInterval(() => this.step(sides), TURN_MS);
  }

  /** The listener goes back to where it was. */
  stop(): void {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    if (this.from !== null) this.listening.senses.moveTo(this.from);
    this.told(null);
  }

  private step(sides: readonly [PlaceM, PlaceM]): void {
    if (this.turn === TURNS) {
      this.stop();
      return;
    }
    const side = this.turn % 2 === 0 ? 0 : 1;
    this.turn += 1;
    this.listening.senses.moveTo(sides[side]);
    this.told(side);
  }
}
