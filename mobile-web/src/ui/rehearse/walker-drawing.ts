/** The walker on a canvas: who they are, what their phone says, where the server hears them. */
import { toRadians } from "../../domain/angle";
import type { Metres } from "../../sensors/simulated-earth";
import type { Fix, Truth } from "../../sensors/simulated-phone";
import type { Palette } from "./brush";
import { withAlpha } from "./ground-drawing";
import type { MapFrame } from "./map-frame";

export const WALKER_PX = 11;
const HEARD_PX = 7;
const CROSS_PX = 5;
const CONE_PX = 34;
const CONE_DEG = 28;

/** What is known of the walker; `null` where it is not. */
export interface Sighting {
  readonly truth: Truth;
  readonly headingDeg: number; // as the phone says
  readonly fix: Fix | null;
  readonly heard: Metres | null;
  readonly trail: readonly Metres[];
  readonly track: readonly Metres[];
}

export function drawSighting(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  sighting: Sighting,
  palette: Palette,
): void {
  drawPath(context, frame, sighting.track, withAlpha(palette.text, 0.35), [2, 5]);
  drawPath(context, frame, sighting.trail, withAlpha(palette.accent, 0.7), []);
  if (sighting.fix !== null) drawFix(context, frame, sighting.fix, palette);
  drawCone(context, frame, sighting, palette);
  drawWalker(context, frame, sighting.truth, palette);
  if (sighting.heard !== null) drawHeard(context, frame, sighting.heard, palette);
}

function drawPath(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  places: readonly Metres[],
  colour: string,
  dashes: readonly number[],
): void {
  if (places.length < 2) return;
  context.save();
  context.beginPath();
  for (const place of places) {
    const { x, y } = frame.toPixels(place);
    context.lineTo(x, y);
  }
  context.setLineDash([...dashes]);
  context.lineJoin = "round";
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.stroke();
  context.restore();
}

/** A cross, and a circle as wide as the phone says it may be wrong. */
export function drawFix(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  fix: Fix,
  palette: Palette,
): void {
  const { x, y } = frame.toPixels(fix);
  const radius = (fix.accuracyM ?? 0) * frame.scale;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = withAlpha(palette["tint-north"], 0.1);
  context.fill();
  context.strokeStyle = withAlpha(palette["tint-north"], 0.75);
  context.lineWidth = 1;
  context.stroke();
  context.beginPath();
  context.moveTo(x - CROSS_PX, y - CROSS_PX);
  context.lineTo(x + CROSS_PX, y + CROSS_PX);
  context.moveTo(x - CROSS_PX, y + CROSS_PX);
  context.lineTo(x + CROSS_PX, y - CROSS_PX);
  context.lineWidth = 2;
  context.strokeStyle = palette["tint-north"];
  context.stroke();
}

/** Where the phone thinks that the walker looks. */
function drawCone(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  { truth, headingDeg }: Sighting,
  palette: Palette,
): void {
  const { x, y } = frame.toPixels(truth.place);
  const middle = toRadians(headingDeg - 90);
  const half = toRadians(CONE_DEG);
  context.beginPath();
  context.moveTo(x, y);
  context.arc(x, y, CONE_PX, middle - half, middle + half);
  context.closePath();
  context.fillStyle = withAlpha(palette["tint-north"], 0.35);
  context.fill();
}

export function drawWalker(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  { place, headingDeg }: Truth,
  palette: Palette,
): void {
  const { x, y } = frame.toPixels(place);
  const light = context.createRadialGradient(x - 3, y - 4, 1, x, y, WALKER_PX);
  light.addColorStop(0, palette["sphere-light"]);
  light.addColorStop(0.6, palette.sphere);
  light.addColorStop(1, palette["sphere-dark"]);
  const facing = toRadians(headingDeg - 90);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 20 * Math.cos(facing), y + 20 * Math.sin(facing));
  context.lineWidth = 3;
  context.strokeStyle = palette["sphere-light"];
  context.stroke();
  context.beginPath();
  context.arc(x, y, WALKER_PX, 0, 2 * Math.PI);
  context.fillStyle = light;
  context.fill();
}

export function drawHeard(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  heard: Metres,
  palette: Palette,
): void {
  const { x, y } = frame.toPixels(heard);
  context.beginPath();
  context.arc(x, y, HEARD_PX, 0, 2 * Math.PI);
  context.lineWidth = 5;
  context.strokeStyle = withAlpha(palette.zenith, 0.6);
  context.stroke();
  context.lineWidth = 3;
  context.strokeStyle = palette.accent;
  context.stroke();
}
