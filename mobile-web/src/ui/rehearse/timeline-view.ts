/** The last two minutes as bands and curves, running to the left; now is at the right edge. */
import type { Zone } from "../../domain/walk";
import type { RehearseWords } from "../../words/rehearse-words";
import { wordsIn } from "../../words/words";
import { element } from "../element";
import { Brush, type Palette, readPalette } from "./brush";
import { withAlpha } from "./ground-drawing";
import { KEPT_S, type Look, type TimelineLog } from "./timeline-log";

const LANE_PX = 22;
const PANEL_PX = 54;
const GAP_PX = 10;
const FOOT_PX = 20;
const EDGE_PX = 52; // at the right, for values
const MOST_LANES = 12; // of a large walk, those that were heard
const FLOOR_DB = -72;
const MOST_SIGMA = 4;
const LATENTS = 8;
const LEAST_ERROR_M = 20; // the error's axis reaches at least so far
const LINES = ["tint-north", "tint-west", "tint-east", "tint-south"] as const;

interface Curve {
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

export class TimelineView {
  readonly canvas: HTMLCanvasElement;
  private readonly brush: Brush;
  private readonly palette: Palette = readPalette();
  private readonly words: RehearseWords["timeline"];

  constructor(
    words: RehearseWords,
    private readonly language: string,
    private readonly log: TimelineLog,
  ) {
    this.words = words.timeline;
    this.canvas = element("canvas", "timeline", [], {
      role: "img",
      "aria-label": words.timeline.picture,
    });
    this.brush = new Brush(this.canvas, () => undefined);
  }

  draw(zones: readonly Zone[], nowS: number): void {
    const looks = this.log.looks;
    const shown = this.shownZones(zones, looks);
    const hasLatents = looks.some(({ latents }) => latents.length > 0);
    const panels = hasLatents ? 3 : 2;
    const height = shown.length * LANE_PX + panels * (PANEL_PX + GAP_PX) + FOOT_PX;
    if (this.canvas.style.height !== `${height}px`) this.canvas.style.height = `${height}px`;
    const context = this.brush.begin();
    const x = (timeS: number) => this.nowPx * (1 - (nowS - timeS) / KEPT_S);
    let top = 0;
    for (const { zone, column } of shown) {
      this.drawLane(context, zone, looks, column, x, top);
      top += LANE_PX;
    }
    if (hasLatents) top = this.drawLatents(context, looks, x, top);
    top = this.drawLevel(context, looks, x, top);
    top = this.drawError(context, looks, x, top);
    this.drawClock(context, top);
  }

  /** Where now is. */
  private get nowPx(): number {
    return this.brush.size.width - EDGE_PX;
  }

  private shownZones(zones: readonly Zone[], looks: readonly Look[]) {
    const all = zones.map((zone, column) => ({ zone, column }));
    if (all.length <= MOST_LANES) return all;
    const heard = all.filter(({ column }) =>
      looks.some(({ weights }) => (weights[column] ?? 0) > 0.05),
    );
    return heard.slice(0, MOST_LANES);
  }

  private drawLane(
    context: CanvasRenderingContext2D,
    zone: Zone,
    looks: readonly Look[],
    column: number,
    x: (timeS: number) => number,
    top: number,
  ): void {
    const base = top + LANE_PX - 2;
    context.beginPath();
    context.moveTo(x(looks[0]?.timeS ?? 0), base);
    for (const { timeS, weights } of looks) {
      context.lineTo(x(timeS), base - (LANE_PX - 4) * (weights[column] ?? 0));
    }
    context.lineTo(x(looks.at(-1)?.timeS ?? 0), base);
    context.closePath();
    context.fillStyle = withAlpha(zone.colour, 0.7);
    context.fill();
    this.rule(context, base);
    this.name(context, wordsIn(zone.title, this.language) || zone.id, base - 5);
  }

  private drawLatents(
    context: CanvasRenderingContext2D,
    looks: readonly Look[],
    x: (timeS: number) => number,
    top: number,
  ): number {
    const count = Math.min(LATENTS, looks.at(-1)?.latents.length ?? 0);
    const curves = Array.from({ length: count }, (_, axis) => ({
      colour: this.palette[LINES[axis % LINES.length] ?? "text"],
      values: looks.map(({ latents }) => latents[axis] ?? null),
    }));
    const span = [-MOST_SIGMA, MOST_SIGMA] as const;
    return this.panel(context, this.words.latents, curves, looks, x, top, span, "σ");
  }

  private drawLevel(
    context: CanvasRenderingContext2D,
    looks: readonly Look[],
    x: (timeS: number) => number,
    top: number,
  ): number {
    const values = looks.map(({ levelDb }) => levelDb ?? FLOOR_DB);
    const curve = { colour: this.palette.good, values };
    return this.panel(context, this.words.level, [curve], looks, x, top, [FLOOR_DB, 0], "dB");
  }

  private drawError(
    context: CanvasRenderingContext2D,
    looks: readonly Look[],
    x: (timeS: number) => number,
    top: number,
  ): number {
    const values = looks.map(({ errorM }) => errorM);
    const most = Math.max(LEAST_ERROR_M, ...values.map((value) => value ?? 0));
    const curve = { colour: this.palette.accent, values };
    const span = [0, Math.ceil(most / 10) * 10] as const;
    return this.panel(context, this.words.error, [curve], looks, x, top, span, "m");
  }

  private panel(
    context: CanvasRenderingContext2D,
    name: string,
    curves: readonly Curve[],
    looks: readonly Look[],
    x: (timeS: number) => number,
    above: number,
    [least, most]: readonly [number, number],
    unit: string,
  ): number {
    const top = above + GAP_PX;
    const base = top + PANEL_PX;
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    for (const { colour, values } of curves) {
      context.beginPath();
      let isDown = false;
      for (const [i, value] of values.entries()) {
        const at = x(looks[i]?.timeS ?? 0);
        if (value !== null) {
          const share = (Math.min(most, Math.max(least, value)) - least) / (most - least);
          if (isDown) context.lineTo(at, base - share * PANEL_PX);
          else context.moveTo(at, base - share * PANEL_PX);
        }
        isDown = value !== null;
      }
      context.strokeStyle = colour;
      context.stroke();
    }
    this.rule(context, base);
    this.name(context, name, top + 12);
    context.fillStyle = this.palette["text-soft"];
    context.textAlign = "right";
    context.fillText(`${most} ${unit}`, this.brush.size.width - 4, top + 12);
    context.fillText(`${least} ${unit}`, this.brush.size.width - 4, base - 4);
    context.textAlign = "start";
    return base;
  }

  private drawClock(context: CanvasRenderingContext2D, top: number): void {
    const { nowPx } = this;
    context.fillStyle = this.palette["text-soft"];
    for (let ago = 30; ago < KEPT_S; ago += 30) {
      const x = nowPx * (1 - ago / KEPT_S);
      context.strokeStyle = withAlpha(this.palette.line, 0.5);
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, top);
      context.stroke();
      context.textAlign = "center";
      context.fillText(`−${ago} s`, x, top + 15);
    }
    context.fillText(this.words.now, nowPx, top + 15);
    context.textAlign = "start";
  }

  private rule(context: CanvasRenderingContext2D, y: number): void {
    context.strokeStyle = withAlpha(this.palette.line, 0.7);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, y + 0.5);
    context.lineTo(this.brush.size.width, y + 0.5);
    context.stroke();
  }

  private name(context: CanvasRenderingContext2D, name: string, y: number): void {
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeStyle = withAlpha(this.palette.zenith, 0.8);
    context.strokeText(name, 4, y);
    context.fillStyle = this.palette.text;
    context.fillText(name, 4, y);
  }
}
