/** A picture of sound: time to the right, pitch upwards, loudness as light. */
import { element } from "../../element";

const WIDTH = 240;
const HEIGHT = 56;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 14_000;
const QUIET_DB = -95; // of one bin
const LOUD_DB = -35;
const LIGHT = [230, 186, 146] as const; // --accent
const DARK = [20, 23, 29] as const; // --zenith

export class Spectrogram {
  readonly canvas: HTMLCanvasElement;
  private readonly pen: CanvasRenderingContext2D | null;
  private drawn = 0; // columns

  constructor(label: string) {
    this.canvas = element("canvas", "spectrogram", [], {
      width: String(WIDTH),
      height: String(HEIGHT),
      role: "img",
      "aria-label": label,
    });
    this.pen = this.canvas.getContext("2d");
    this.clear();
  }

  clear(): void {
    this.drawn = 0;
    if (this.pen === null) return;
    this.pen.fillStyle = `rgb(${DARK.join(" ")})`;
    this.pen.fillRect(0, 0, WIDTH, HEIGHT);
  }

  /** Draw one spectrum, dB a bin, as far as `share` 0..1 of the width. */
  draw(spectrumDb: Float32Array, binHz: number, share: number): void {
    const to = Math.min(WIDTH, Math.ceil(share * WIDTH));
    if (this.pen === null || to <= this.drawn) return;
    for (let row = 0; row < HEIGHT; row += 1) {
      const bin = pitchHz(1 - (row + 0.5) / HEIGHT) / binHz;
      const db = spectrumDb[Math.round(bin)] ?? QUIET_DB;
      this.pen.fillStyle = shade(db);
      this.pen.fillRect(this.drawn, row, to - this.drawn, 1);
    }
    this.drawn = to;
  }
}

function pitchHz(share: number): number {
  return LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** share;
}

function shade(db: number): string {
  const light = Math.min(1, Math.max(0, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
  const mix = DARK.map((dark, part) => Math.round(dark + light * ((LIGHT[part] ?? dark) - dark)));
  return `rgb(${mix.join(" ")})`;
}
