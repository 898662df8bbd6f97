/** Seeded chance that Python (`geo/dice.py`) and the browser throw alike. Pure. */

const WEYL = 0x9e3779b9; // the golden ratio, odd: a step that visits every 32-bit number

/**
 * A stream of random numbers that depends on its seed alone.
 *
 * References: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators.
 */
export class Dice {
  private state: number;

  /** @param seed - Any integer; its low 32 bits count. */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number between 0 and 1, neither included. */
  uniform(): number {
    this.state = (this.state + WEYL) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    mixed ^= mixed >>> 15;
    return ((mixed >>> 0) + 0.5) / 4294967296;
  }

  between([least, most]: readonly [number, number]): number {
    return least + (most - least) * this.uniform();
  }

  /** A standard normal number (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Whether what happens once in `everyS` on average happens within `dtS`. */
  befalls(everyS: number, dtS: number): boolean {
    return this.uniform() < -Math.expm1(-dtS / everyS);
  }

  /** Heads or tails: 1 or −1. */
  side(): number {
    return this.uniform() < 0.5 ? 1 : -1;
  }
}

/** First-order Gauss–Markov noise of standard deviation 1, started in its steady state. */
export class Wander {
  private value: number;

  /** @param constantS - Time after which it remembers 1/e of itself, > 0. */
  constructor(
    private readonly dice: Dice,
    private readonly constantS: number,
  ) {
    this.value = dice.normal();
  }

  /** Go on by `dtS`; exact for any step. */
  step(dtS: number): number {
    const kept = Math.exp(-dtS / this.constantS);
    this.value = kept * this.value + Math.sqrt(1 - kept * kept) * this.dice.normal();
    return this.value;
  }
}

/** Something that comes by chance, lasts a while, and goes. */
export class Spell {
  private leftS = 0;

  constructor(
    private readonly dice: Dice,
    private readonly everyS: number,
    private readonly lastsS: readonly [number, number],
  ) {}

  /** Go on; `began` is true for the first step of one that `holds`. */
  step(dtS: number): { readonly holds: boolean; readonly began: boolean } {
    this.leftS -= dtS;
    if (this.leftS > 0) return { holds: true, began: false };
    if (!this.dice.befalls(this.everyS, dtS)) return { holds: false, began: false };
    this.leftS = this.dice.between(this.lastsS);
    return { holds: true, began: true };
  }
}
