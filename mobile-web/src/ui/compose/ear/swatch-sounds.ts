/**
 * Three seconds of each kept sound, recorded from what was really played; in memory, for as long as
 * the page is open. What was kept before is played by the model itself.
 */
import type { SwatchJson } from "../../../compose/document";
import type { Listening } from "./listening";
import type { Trying } from "./trying";

export const PREVIEW_S = 3;

export class SwatchSounds {
  private readonly sounds = new Map<string, AudioBuffer>();
  private context: AudioContext | null = null;
  private playing: AudioBufferSourceNode | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly listening: Listening,
    private readonly trying: Trying,
  ) {}

  has(swatch: SwatchJson): boolean {
    return this.sounds.has(keyOf(swatch));
  }

  /** Record what plays now as the sound of a swatch. */
  async record(swatch: SwatchJson): Promise<void> {
    const sound = await this.listening.record(PREVIEW_S);
    if (sound !== null) this.sounds.set(keyOf(swatch), sound);
  }

  /** Play a swatch; call inside a tap. Answers whether there was a way to. */
  play(swatch: SwatchJson): boolean {
    this.stop();
    const sound = this.sounds.get(keyOf(swatch));
    if (this.listening.isOn) {
      this.trying.point(swatch.model, swatch.values); // the model itself, in its place
      this.timer = setTimeout(() => this.trying.unpoint(), PREVIEW_S * 1000);
      return true;
    }
    if (sound === undefined) return false;
    this.context ??= new AudioContext();
    void this.context.resume();
    this.playing = new AudioBufferSourceNode(this.context, { buffer: sound });
    this.playing.connect(this.context.destination);
    this.playing.start();
    return true;
  }

  stop(): void {
    clearTimeout(this.timer ?? undefined);
    this.playing?.stop();
    this.playing = null;
  }

  /** The outline of a preview, `columns` peaks 0..1; `null` without one. */
  outline(swatch: SwatchJson, columns: number): number[] | null {
    const samples = this.sounds.get(keyOf(swatch))?.getChannelData(0);
    if (samples === undefined) return null;
    const step = Math.floor(samples.length / columns);
    return Array.from({ length: columns }, (_, column) => {
      let most = 0;
      for (let frame = column * step; frame < (column + 1) * step; frame += 8) {
        most = Math.max(most, Math.abs(samples[frame] ?? 0));
      }
      return most;
    });
  }
}

function keyOf({ model, values }: SwatchJson): string {
  return `${model} ${values.join(" ")}`;
}
