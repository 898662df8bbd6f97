/** A thin bar from 0 to 1. */
import { element } from "./element";

export class Meter {
  readonly root: HTMLElement;
  private shown = 0;
  private readonly bar = element("div", "meter-bar");

  constructor(name: string, colour: string | null = null) {
    this.root = element("div", "meter", [this.bar], {
      role: "meter",
      "aria-label": name,
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    });
    if (colour !== null) this.bar.style.background = colour;
  }

  set(value: number): void {
    const bounded = Math.round(100 * Math.min(1, Math.max(0, value)));
    if (bounded === this.shown) return;
    this.shown = bounded;
    this.bar.style.transform = `scaleX(${bounded / 100})`;
    this.root.setAttribute("aria-valuenow", String(bounded));
  }
}

const QUIETEST_DB = -60;

/** Where an RMS lies between −60 dB and full scale, 0..1. */
export function meterValueOf(rms: number): number {
  return rms <= 0 ? 0 : 1 - (20 * Math.log10(rms)) / QUIETEST_DB;
}
