/** A thumb's stick: it stands where the thumb comes down, and leans where the thumb goes. Pure. */

export const REACH_PIXELS = 56; // full pace
const DEAD_PIXELS = 6; // a resting thumb trembles

/** What the stick asks for, each −1..1. */
export interface Lean {
  readonly forward: number;
  readonly right: number;
}

const UPRIGHT: Lean = { forward: 0, right: 0 };

export class Stick {
  private base: { pointer: number; x: number; y: number } | null = null;
  private leaning: Lean = UPRIGHT;

  get lean(): Lean {
    return this.leaning;
  }

  /** @returns Whether this thumb took the stick; it holds one thumb at a time. */
  press(pointer: number, x: number, y: number): boolean {
    if (this.base !== null) return false;
    this.base = { pointer, x, y };
    return true;
  }

  /** @returns Whether the pointer is the stick's. */
  move(pointer: number, x: number, y: number): boolean {
    if (pointer !== this.base?.pointer) return false;
    this.leaning = leanOf(x - this.base.x, y - this.base.y);
    return true;
  }

  release(pointer: number): boolean {
    if (pointer !== this.base?.pointer) return false;
    this.base = null;
    this.leaning = UPRIGHT;
    return true;
  }
}

/** Screens count downwards: up is forward. */
function leanOf(x: number, y: number): Lean {
  const far = Math.hypot(x, y);
  if (far < DEAD_PIXELS) return UPRIGHT;
  const scale = 1 / Math.max(REACH_PIXELS, far);
  return { forward: -y * scale, right: x * scale };
}
