/**
 * Sound for the gaps: the last 20 ms played back and forth, dying away within 70 ms.
 *
 * Reversing at both ends keeps the waveform continuous, so neither the start nor the turns click.
 * Nothing is allocated after construction.
 */
const HISTORY_FRAMES = 960; // 20 ms
const DECAY_FRAMES = 3360; // 70 ms

export class Concealer {
  private readonly history = [
    new Float32Array(HISTORY_FRAMES),
    new Float32Array(HISTORY_FRAMES),
  ] as const;
  private readonly frozen = [
    new Float32Array(HISTORY_FRAMES),
    new Float32Array(HISTORY_FRAMES),
  ] as const;
  private cursor = 0; // where the next remembered frame goes
  private frozenCursor = 0;
  private elapsed = DECAY_FRAMES;
  left = 0;
  right = 0;

  /** True once the invented sound has died away. */
  get isSilent(): boolean {
    return this.elapsed >= DECAY_FRAMES;
  }

  /** Remember one frame as it was played. */
  remember(left: number, right: number): void {
    this.history[0][this.cursor] = left;
    this.history[1][this.cursor] = right;
    this.cursor = (this.cursor + 1) % HISTORY_FRAMES;
  }

  /** Begin a gap here: what was played last goes on. */
  start(): void {
    this.frozen[0].set(this.history[0]);
    this.frozen[1].set(this.history[1]);
    this.frozenCursor = this.cursor;
    this.elapsed = 0;
  }

  /** Compute the next invented frame into `left` and `right`. */
  advance(): void {
    if (this.isSilent) {
      this.left = 0;
      this.right = 0;
      return;
    }
    const gain = 1 - this.elapsed / DECAY_FRAMES;
    const lap = this.elapsed % (2 * HISTORY_FRAMES);
    const back = lap < HISTORY_FRAMES ? lap : 2 * HISTORY_FRAMES - 1 - lap; // frames before the gap
    const at = (this.frozenCursor - 1 - back + 2 * HISTORY_FRAMES) % HISTORY_FRAMES;
    this.left = gain * (this.frozen[0][at] as number);
    this.right = gain * (this.frozen[1][at] as number);
    this.elapsed++;
  }

  reset(): void {
    for (const line of [...this.history, ...this.frozen]) line.fill(0);
    this.elapsed = DECAY_FRAMES;
    this.cursor = 0;
  }
}
