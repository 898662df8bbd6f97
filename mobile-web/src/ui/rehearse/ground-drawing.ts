/** The walk on a canvas: grid, zones as tints, hushes hatched, landmarks, names. */
import type { Rings, Shape, Vertex, Walk } from "../../domain/walk";
import { wordsIn } from "../../words/words";
import type { Palette } from "./brush";
import { type MapFrame, metresOf, middleOf, roundLengthM } from "./map-frame";

const GRID_PX = 64;
const FAINT = 0.16; // a zone nobody hears
const LOUD = 0.5; // added where it sounds most
const NAME_PX = 44; // a zone smaller than this has no room for its name
const MOST_OVERHANG = 1.4; // of the zone's width, by a name
const HATCH_PX = 9;

/** @param heard - Weight of each zone by id. */
export function drawGround(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  walk: Walk,
  heard: ReadonlyMap<string, number>,
  palette: Palette,
  language: string,
): void {
  drawGrid(context, frame, palette);
  for (const zone of walk.zones) {
    drawZone(context, frame, zone.shape, zone.colour, heard.get(zone.id) ?? 0);
  }
  for (const { shape } of walk.hushes) drawHush(context, frame, shape, palette);
  for (const { position, radiiM, colour } of walk.landmarks) {
    const { x, y } = frame.toPixels(position);
    context.beginPath();
    context.arc(x, y, Math.max(3, radiiM[0] * frame.scale), 0, 2 * Math.PI);
    context.fillStyle = withAlpha(colour, 0.55);
    context.fill();
  }
  drawNames(context, frame, walk, palette, language);
  drawScale(context, frame, palette);
}

function drawGrid(context: CanvasRenderingContext2D, frame: MapFrame, palette: Palette): void {
  const { width, height } = frame.size;
  const stepM = roundLengthM(frame.scale, GRID_PX);
  const corner = frame.toMetres({ x: 0, y: height });
  context.strokeStyle = withAlpha(palette.line, 0.3);
  context.lineWidth = 1;
  context.beginPath();
  for (let east = Math.ceil(corner.eastM / stepM) * stepM; ; east += stepM) {
    const { x } = frame.toPixels({ eastM: east, northM: 0 });
    if (x > width) break;
    context.moveTo(Math.round(x) + 0.5, 0);
    context.lineTo(Math.round(x) + 0.5, height);
  }
  for (let north = Math.ceil(corner.northM / stepM) * stepM; ; north += stepM) {
    const { y } = frame.toPixels({ eastM: 0, northM: north });
    if (y < 0) break;
    context.moveTo(0, Math.round(y) + 0.5);
    context.lineTo(width, Math.round(y) + 0.5);
  }
  context.stroke();
}

function drawZone(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  shape: Shape,
  colour: string,
  weight: number,
): void {
  trace(context, frame, shape);
  context.fillStyle = withAlpha(colour, FAINT + LOUD * weight);
  context.fill("evenodd");
  context.strokeStyle = withAlpha(colour, 0.85);
  context.lineWidth = 1 + weight;
  context.stroke();
}

/** Where the street wins: hatched, so that it is told from any tint. */
function drawHush(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  shape: Shape,
  palette: Palette,
): void {
  const { width, height } = frame.size;
  context.save();
  trace(context, frame, shape);
  context.fillStyle = withAlpha(palette.bad, 0.12);
  context.fill("evenodd");
  context.strokeStyle = withAlpha(palette.bad, 0.8);
  context.lineWidth = 1;
  context.stroke();
  context.clip("evenodd");
  context.beginPath();
  for (let x = -height; x < width; x += HATCH_PX) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.strokeStyle = withAlpha(palette.bad, 0.4);
  context.stroke();
  context.restore();
}

function drawNames(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  walk: Walk,
  palette: Palette,
  language: string,
): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { shape, title } of walk.zones) {
    const name = wordsIn(title, language);
    const { x, y } = frame.toPixels(middleOf(shape));
    const roomPx = boxWidthM(shape) * frame.scale;
    if (roomPx < NAME_PX || context.measureText(name).width > MOST_OVERHANG * roomPx) continue;
    context.lineWidth = 4;
    context.strokeStyle = withAlpha(palette.zenith, 0.75);
    context.strokeText(name, x, y);
    context.fillStyle = palette.text;
    context.fillText(name, x, y);
  }
  context.textAlign = "start";
  context.textBaseline = "alphabetic";
}

function drawScale(context: CanvasRenderingContext2D, frame: MapFrame, palette: Palette): void {
  const lengthM = roundLengthM(frame.scale, 110);
  const { width, height } = frame.size;
  const [right, y] = [width - 16, height - 14];
  context.strokeStyle = palette["text-soft"];
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(right - lengthM * frame.scale, y);
  context.lineTo(right, y);
  context.stroke();
  context.fillStyle = palette["text-soft"];
  context.textAlign = "right";
  context.fillText(`${lengthM >= 1 ? lengthM : lengthM.toFixed(1)} m`, right, y - 6);
  context.fillText("N ↑", right, 24);
  context.textAlign = "start";
}

/** Begin a path around a shape. */
function trace(context: CanvasRenderingContext2D, frame: MapFrame, shape: Shape): void {
  context.beginPath();
  switch (shape.kind) {
    case "circle": {
      const { x, y } = frame.toPixels(shape);
      context.arc(x, y, shape.radiusM * frame.scale, 0, 2 * Math.PI);
      return;
    }
    case "polygon":
      traceRings(context, frame, shape);
      return;
    case "multipolygon":
      for (const part of shape.parts) traceRings(context, frame, part);
      return;
    default:
      shape satisfies never;
  }
}

function traceRings(context: CanvasRenderingContext2D, frame: MapFrame, rings: Rings): void {
  for (const ring of [rings.outline, ...rings.holes]) traceRing(context, frame, ring);
}

function traceRing(
  context: CanvasRenderingContext2D,
  frame: MapFrame,
  ring: readonly Vertex[],
): void {
  for (const [i, vertex] of ring.entries()) {
    const { x, y } = frame.toPixels(metresOf(vertex));
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.closePath();
}

function boxWidthM(shape: Shape): number {
  if (shape.kind === "circle") return 2 * shape.radiusM;
  const outlines =
    shape.kind === "polygon" ? [shape.outline] : shape.parts.map(({ outline }) => outline);
  const easts = outlines.flat().map(([eastM]) => eastM);
  return Math.max(...easts) - Math.min(...easts);
}

/** A `#rrggbb` colour, or any other as it is, at `alpha`. */
export function withAlpha(colour: string, alpha: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(alpha * 100)}%, transparent)`;
}
