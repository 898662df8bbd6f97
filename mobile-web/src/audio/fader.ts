// audio thread
/**
 * The gain of everything the bed plays: up slowly, down at once.
 *
 * Up is a raised cosine, sin²(π/2 · phase), so that neither its start nor its end is heard as an
 * edge; 3 s of it never step by more than 1.1e-5 a frame at 48 kHz. Down is one quantum, straight.
 */
export class Fader {
  private phase = 0; // of the way up, 0..1

  /** Whether anything passes. */
  get isShut(): boolean {
    return this.phase === 0;
  }

  /** Let one quantum pass, rising to 1 over `riseFrames` from where it is. */
  rise(left: Float32Array, right: Float32Array, riseFrames: number): void {
    if (this.phase >= 1) return;
    const step = 1 / riseFrames;
    for (let i = 0; i < left.length; i++) {
      const gain = gainAt(this.phase);
      left[i] = gain * (left[i] as number);
      right[i] = gain * (right[i] as number);
      this.phase = Math.min(1, this.phase + step);
    }
  }

  /** Let the last of it out within one quantum, then nothing. */
  cut(left: Float32Array, right: Float32Array): void {
    const from = gainAt(this.phase);
    this.phase = 0;
    for (let i = 0; i < left.length; i++) {
      const gain = from * (1 - (i + 1) / left.length);
      left[i] = gain * (left[i] as number);
      right[i] = gain * (right[i] as number);
    }
  }

  /** What passed has died away by itself: the next sound rises from nothing. */
  reset(): void {
    this.phase = 0;
  }
}

function gainAt(phase: number): number {
  return Math.sin((Math.PI / 2) * phase) ** 2;
}
