/** Metres of the ground to pixels of a canvas and back; north up. Pure. */
import type { Shape, Vertex, Walk } from "../../domain/walk";
import type { Metres } from "../../sensors/simulated-earth";

const MARGIN_PX = 36;
const LEAST_SPAN_M = 40; // a walk without zones still has a ground
const LEAST_SCALE = 0.02;
const MOST_SCALE = 60; // pixels a metre

export interface Pixels {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a canvas shows: the place in its middle, and how large a metre is. */
export class MapFrame {
  private constructor(
    readonly size: Size,
    readonly middle: Metres,
    readonly scale: number,
  ) {}

  /** All of `places` within a margin. */
  static around(places: readonly Metres[], size: Size): MapFrame {
    const easts = places.map(({ eastM }) => eastM);
    const norths = places.map(({ northM }) => northM);
    const [west, east] = [Math.min(...easts), Math.max(...easts)];
    const [south, north] = [Math.min(...norths), Math.max(...norths)];
    const across = Math.max(1, size.width - 2 * MARGIN_PX) / Math.max(LEAST_SPAN_M, east - west);
    const along = Math.max(1, size.height - 2 * MARGIN_PX) / Math.max(LEAST_SPAN_M, north - south);
    const middle = { eastM: (west + east) / 2, northM: (south + north) / 2 };
    return new MapFrame(size, middle, clampScale(Math.min(across, along)));
  }

  toPixels({ eastM, northM }: Metres): Pixels {
    return {
      x: this.size.width / 2 + (eastM - this.middle.eastM) * this.scale,
      y: this.size.height / 2 - (northM - this.middle.northM) * this.scale,
    };
  }

  toMetres({ x, y }: Pixels): Metres {
    return {
      eastM: this.middle.eastM + (x - this.size.width / 2) / this.scale,
      northM: this.middle.northM - (y - this.size.height / 2) / this.scale,
    };
  }

  /** The same picture on a canvas of another size. */
  resized(size: Size): MapFrame {
    return new MapFrame(size, this.middle, this.scale);
  }

  /** Larger by `factor`, the place under `at` staying there. */
  zoomed(factor: number, at: Pixels): MapFrame {
    const scale = clampScale(this.scale * factor);
    const held = this.toMetres(at);
    const moved = new MapFrame(this.size, this.middle, scale).toMetres(at);
    return new MapFrame(
      this.size,
      {
        eastM: this.middle.eastM + held.eastM - moved.eastM,
        northM: this.middle.northM + held.northM - moved.northM,
      },
      scale,
    );
  }

  /** The ground pulled along by so many pixels. */
  panned(right: number, down: number): MapFrame {
    const { eastM, northM } = this.middle;
    return new MapFrame(
      this.size,
      { eastM: eastM - right / this.scale, northM: northM + down / this.scale },
      this.scale,
    );
  }
}

/** What must be seen of a walk: all corners of its zones and hushes, and where it begins. */
export function cornersOf(walk: Pick<Walk, "zones" | "hushes" | "start">): Metres[] {
  const shapes = [...walk.zones, ...walk.hushes].map(({ shape }) => shape);
  return [walk.start, ...shapes.flatMap(shapeCorners)];
}

function shapeCorners(shape: Shape): Metres[] {
  switch (shape.kind) {
    case "circle": {
      const { eastM, northM, radiusM } = shape;
      return [
        { eastM: eastM - radiusM, northM: northM - radiusM },
        { eastM: eastM + radiusM, northM: northM + radiusM },
      ];
    }
    case "polygon":
      return shape.outline.map(metresOf);
    case "multipolygon":
      return shape.parts.flatMap(({ outline }) => outline.map(metresOf));
    default:
      return shape satisfies never;
  }
}

/** The middle of a shape's box, for its name. */
export function middleOf(shape: Shape): Metres {
  const corners = shapeCorners(shape);
  const easts = corners.map(({ eastM }) => eastM);
  const norths = corners.map(({ northM }) => northM);
  return {
    eastM: (Math.min(...easts) + Math.max(...easts)) / 2,
    northM: (Math.min(...norths) + Math.max(...norths)) / 2,
  };
}

export function metresOf([eastM, northM]: Vertex): Metres {
  return { eastM, northM };
}

/** A round length that takes about `px` pixels: 1, 2 or 5 times a power of ten. */
export function roundLengthM(scale: number, px: number): number {
  const wanted = px / scale;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [5, 2, 1].find((digit) => digit * power <= wanted) ?? 1;
  return step * power;
}

function clampScale(scale: number): number {
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));
}
