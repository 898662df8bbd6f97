/** How finely the world is drawn: coarser while the machine cannot keep up. Pure. */

const SLOW_S = 1 / 25; // below this rate walking feels like steps
const FRAMES = 12; // to judge by
const COARSER = 0.75;
const COARSEST = 0.35;

export class Resolution {
  private elapsedS = 0;
  private frames = 0;

  /** @param scale - Pixels drawn for each pixel of the page. */
  constructor(public scale: number) {}

  /** Take the time between two frames drawn in a row; returns true where `scale` has changed. */
  observe(dtS: number): boolean {
    this.elapsedS += dtS;
    if (++this.frames < FRAMES) return false;
    const isSlow = this.elapsedS / this.frames > SLOW_S;
    this.rest();
    if (!isSlow || this.scale <= COARSEST) return false;
    this.scale = Math.max(COARSEST, this.scale * COARSER);
    return true;
  }

  /** Nothing was drawn: time since then says nothing. */
  rest(): void {
    this.elapsedS = 0;
    this.frames = 0;
  }
}
