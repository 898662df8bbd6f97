/**
 * How wrongly a phone tells where it is, fix by fix, seeded: the same model as `geo/gps_error.py`,
 * which says why. `tests/data/rehearsal` holds both to the same numbers. Pure.
 */
import { Dice, Spell, Wander } from "./simulated-dice";
import type { Surroundings } from "./simulated-surroundings";

const AXIS_SHARE = 1 / Math.sqrt(-2 * Math.log(1 - 0.68)); // 68 % radius → deviation an axis
const DRIFT_S = 600;
const LEAST_ACCURACY_M = 3;
const JUMP_SEEN = 0.35;
const DOUBT = 0.25;
const DOUBT_S = 20;

/** What is wrong with one fix: reported minus true, and what the phone says its 68 % radius is. */
export interface FixError {
  readonly eastM: number;
  readonly northM: number;
  readonly accuracyM: number;
  readonly speedMps: number;
}

export class SimulatedGps {
  private readonly dice: Dice;
  private readonly near: readonly [Wander, Wander];
  private readonly far: readonly [Wander, Wander];
  private readonly doubt: Wander;
  private readonly jump: Spell;
  private readonly loss: Spell;
  private leap = { eastM: 0, northM: 0 };

  /** @param surroundings - May be exchanged for one of another radius. */
  constructor(
    public surroundings: Surroundings,
    seed: number,
  ) {
    const dice = new Dice(seed);
    const { correlationS, jumpEveryS, jumpS, lossEveryS, lossS } = surroundings;
    this.dice = dice;
    this.near = [new Wander(dice, correlationS), new Wander(dice, correlationS)];
    this.far = [new Wander(dice, DRIFT_S), new Wander(dice, DRIFT_S)];
    this.doubt = new Wander(dice, DOUBT_S);
    this.jump = new Spell(dice, jumpEveryS, jumpS);
    this.loss = new Spell(dice, lossEveryS, lossS);
  }

  /** The error of the next fix, `dtS` later; `null` where none comes. */
  next(dtS = 1): FixError | null {
    const eastM = this.steady(this.near[0], this.far[0], dtS);
    const northM = this.steady(this.near[1], this.far[1], dtS);
    const leap = this.leapOf(dtS);
    const doubt = this.doubt.step(dtS);
    const { speedNoiseMps, radiusM } = this.surroundings;
    const speedMps = speedNoiseMps * this.dice.normal();
    if (this.loss.step(dtS).holds) return null;
    const seenM = Math.hypot(eastM + JUMP_SEEN * leap.eastM, northM + JUMP_SEEN * leap.northM);
    const toldM = Math.sqrt(0.5 * radiusM ** 2 + 0.5 * seenM ** 2);
    return {
      eastM: eastM + leap.eastM,
      northM: northM + leap.northM,
      accuracyM: Math.max(LEAST_ACCURACY_M, toldM * Math.exp(DOUBT * doubt)),
      speedMps,
    };
  }

  private steady(near: Wander, far: Wander, dtS: number): number {
    const { whiteShare, driftShare, radiusM } = this.surroundings;
    const mixed =
      Math.sqrt(1 - whiteShare - driftShare) * near.step(dtS) +
      Math.sqrt(driftShare) * far.step(dtS) +
      Math.sqrt(whiteShare) * this.dice.normal();
    return AXIS_SHARE * radiusM * mixed;
  }

  private leapOf(dtS: number): { readonly eastM: number; readonly northM: number } {
    const { holds, began } = this.jump.step(dtS);
    if (began) {
      const farM = this.dice.between(this.surroundings.jumpM);
      const angle = this.dice.between([0, 2 * Math.PI]);
      this.leap = { eastM: farM * Math.sin(angle), northM: farM * Math.cos(angle) };
    }
    return holds ? this.leap : { eastM: 0, northM: 0 };
  }
}
