// audio thread
/** Records what passes by, on request. */

/** One recording of a fixed length, made before the first frame comes. */
export class TapCore {
  readonly left: Float32Array<ArrayBuffer>;
  readonly right: Float32Array<ArrayBuffer>;
  private filled = 0;

  constructor(readonly nFrames: number) {
    this.left = new Float32Array(nFrames);
    this.right = new Float32Array(nFrames);
  }

  /** Take one quantum; returns true once the recording is full. A mono input fills both sides. */
  push(left: Float32Array, right: Float32Array): boolean {
    const count = Math.min(left.length, this.nFrames - this.filled);
    for (let i = 0; i < count; i++) {
      this.left[this.filled + i] = left[i] as number;
      this.right[this.filled + i] = right[i] as number;
    }
    this.filled += count;
    return this.filled >= this.nFrames;
  }
}
