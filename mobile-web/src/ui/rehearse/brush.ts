/** A canvas that follows its box and the screen's density, and the page's colours for it. */
import type { Size } from "./map-frame";

const COLOURS = [
  "zenith",
  "ground",
  "ground-raised",
  "line",
  "text",
  "text-soft",
  "accent",
  "good",
  "bad",
  "sphere-light",
  "sphere",
  "sphere-dark",
  "tint-west",
  "tint-east",
  "tint-north",
  "tint-south",
] as const;
export type ColourName = (typeof COLOURS)[number];
export type Palette = Readonly<Record<ColourName, string>>;

export const FONT = '13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** The colours of tokens.css, as a canvas wants them. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const entries = COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(entries) as Palette;
}

export class Brush {
  readonly context: CanvasRenderingContext2D;
  size: Size = { width: 1, height: 1 };

  /** @param resized - Hears of each new size, CSS pixels. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    resized: (size: Size) => void,
  ) {
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("canvas: expected a 2-D context");
    this.context = context;
    new ResizeObserver(() => {
      this.fit();
      resized(this.size);
    }).observe(canvas);
  }

  /** Empty the canvas and count in CSS pixels. */
  begin(): CanvasRenderingContext2D {
    const { context, size } = this;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.font = FONT;
    return context;
  }

  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
    this.canvas.width = Math.round(this.size.width * ratio);
    this.canvas.height = Math.round(this.size.height * ratio);
  }
}
