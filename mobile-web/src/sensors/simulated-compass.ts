/** How wrongly a phone tells where it faces, seeded: the same model as `geo/gps_error.py`. Pure. */
import { Dice, Spell, Wander } from "./simulated-dice";
import type { Surroundings } from "./simulated-surroundings";

const WANDER_S = 60;
const NEEDLE_DEG = 1; // deviation of one reading

export class SimulatedCompass {
  private readonly dice: Dice;
  private readonly biasDeg: number;
  private readonly wander: Wander;
  private readonly spell: Spell;
  private bentDeg = 0;

  constructor(
    private readonly surroundings: Surroundings,
    seed: number,
  ) {
    this.dice = new Dice(seed);
    const { biasDeg, disturbanceEveryS, disturbanceS } = surroundings;
    this.biasDeg = this.dice.side() * this.dice.between(biasDeg);
    this.wander = new Wander(this.dice, WANDER_S);
    this.spell = new Spell(this.dice, disturbanceEveryS, disturbanceS);
  }

  /** Reported minus true heading `dtS` later, degrees clockwise, not wrapped. */
  next(dtS: number): number {
    const { disturbanceDeg, wanderDeg } = this.surroundings;
    const { holds, began } = this.spell.step(dtS);
    if (began) this.bentDeg = this.dice.side() * this.dice.between(disturbanceDeg);
    const slowDeg = wanderDeg * this.wander.step(dtS);
    const needleDeg = wanderDeg > 0 ? NEEDLE_DEG * this.dice.normal() : 0;
    return this.biasDeg + slowDeg + needleDeg + (holds ? this.bentDeg : 0);
  }
}
