/** The four layers a survey is drawn by, each over a span of its own so that sites compare. Pure. */
import type { SurveyPoint } from "./survey";

export const LAYERS = ["accuracy", "compass", "roundTrip", "loss"] as const;
export type Layer = (typeof LAYERS)[number];

interface Span {
  readonly least: number; // as good as it gets
  readonly most: number; // bad, and all beyond
  readonly unit: string;
}

export const SPANS: Readonly<Record<Layer, Span>> = {
  accuracy: { least: 3, most: 30, unit: "m" },
  compass: { least: 0, most: 30, unit: "°" },
  roundTrip: { least: 0, most: 400, unit: "ms" },
  loss: { least: 0, most: 10, unit: "%" },
};

// Good to bad, from tokens.css: dusk, a lamp, a warning.
const RAMP = [
  [143, 176, 220],
  [230, 186, 146],
  [238, 159, 147],
] as const;
const UNKNOWN = "#bcc2cb";

/** What a layer shows of a point, in its span's unit. */
export function measureOf(point: SurveyPoint, layer: Layer): number | null {
  switch (layer) {
    case "accuracy":
      return point.accuracyM;
    case "compass":
      return point.compassSpreadDeg;
    case "roundTrip":
      return point.rttMs;
    case "loss":
      return point.loss === null ? null : 100 * point.loss;
    default:
      return layer satisfies never;
  }
}

/** The colour of a value on the ramp. */
export function colourOf(value: number | null, layer: Layer): string {
  if (value === null) return UNKNOWN;
  const { least, most } = SPANS[layer];
  const share = Math.min(0.9999, Math.max(0, (value - least) / (most - least)));
  const at = share * (RAMP.length - 1);
  const [low, high] = [RAMP[Math.floor(at)] ?? RAMP[0], RAMP[Math.floor(at) + 1] ?? RAMP[0]];
  const parts = low.map((part, i) => Math.round(part + (at % 1) * ((high[i] ?? part) - part)));
  return `rgb(${parts.join(", ")})`;
}
