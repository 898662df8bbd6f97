/** Soft pictures for the ground: a zone's shape without an edge, a glow, a shadow. */
import { CanvasTexture, SRGBColorSpace } from "three";
import type { Vertex } from "../domain/walk";

const PIXELS = 256;

/** Where a picture lies, in local metres. */
export interface Bounds {
  readonly westM: number;
  readonly southM: number;
  readonly widthM: number;
  readonly heightM: number;
}

/** The box around a ring with `marginM` on every side, for the blur to end in. */
export function boundsOf(ring: readonly Vertex[], marginM: number): Bounds {
  const easts = ring.map(([eastM]) => eastM);
  const norths = ring.map(([, northM]) => northM);
  const westM = Math.min(...easts) - marginM;
  const southM = Math.min(...norths) - marginM;
  return {
    westM,
    southM,
    widthM: Math.max(...easts) + marginM - westM,
    heightM: Math.max(...norths) + marginM - southM,
  };
}

/** Rings filled with `colour`, blurred over `blurM`; the first is the outline, the others are holes. */
export function washTexture(
  rings: readonly (readonly Vertex[])[],
  bounds: Bounds,
  blurM: number,
  colour: string,
): CanvasTexture {
  return painted((context) => {
    const [perEast, perNorth] = [PIXELS / bounds.widthM, PIXELS / bounds.heightM];
    // Only the shadow of the shape is drawn: blur for every browser, Safari included.
    context.shadowColor = colour;
    context.shadowBlur = blurM * Math.min(perEast, perNorth);
    context.shadowOffsetX = 2 * PIXELS;
    context.beginPath();
    for (const ring of rings) {
      for (const [i, [eastM, northM]] of ring.entries()) {
        const x = (eastM - bounds.westM) * perEast - 2 * PIXELS;
        const y = PIXELS - (northM - bounds.southM) * perNorth;
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      context.closePath();
    }
    context.fill("evenodd");
  });
}

/** A round glow that thins out to its rim. */
export function glowTexture(colour: string): CanvasTexture {
  return painted((context) => {
    const half = PIXELS / 2;
    const shade = context.createRadialGradient(half, half, 0, half, half, half);
    for (const [at, alpha] of [
      [0, "ff"],
      [0.35, "99"],
      [0.7, "2a"],
      [1, "00"],
    ] as const) {
      shade.addColorStop(at, `${colour}${alpha}`);
    }
    context.fillStyle = shade;
    context.fillRect(0, 0, PIXELS, PIXELS);
  });
}

function painted(paint: (context: CanvasRenderingContext2D) => void): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = PIXELS;
  canvas.height = PIXELS;
  const context = canvas.getContext("2d");
  if (context !== null) paint(context);
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  return map;
}
