/** The public part of a walk document: what a client may show. */
import type { Words } from "../words/words";
import type { Position } from "./pose";

export type WalkFrame = "geographic" | "local";

/** `[eastM, northM]`, the pair GeoJSON forces on local walks. */
export type Vertex = readonly [number, number];

export interface CircleShape {
  readonly kind: "circle";
  readonly eastM: number;
  readonly northM: number;
  readonly radiusM: number;
}

export interface PolygonShape {
  readonly kind: "polygon";
  readonly outline: readonly Vertex[];
  readonly holes: readonly (readonly Vertex[])[];
}

export interface Zone {
  readonly id: string;
  readonly title: Words;
  readonly colour: string;
  readonly fadeM: number;
  readonly shape: CircleShape | PolygonShape;
}

export interface Landmark {
  readonly title: Words;
  readonly position: Position;
  /** Half axes to the east, to the north and upwards; a sphere's are equal. */
  readonly radiiM: readonly [number, number, number];
  readonly colour: string;
}

export interface WalkSummary {
  readonly id: string;
  readonly title: Words;
  readonly description: Words;
  readonly frame: WalkFrame;
}

export interface Walk extends WalkSummary {
  readonly start: Position;
  readonly startHeadingDeg: number;
  readonly zones: readonly Zone[];
  readonly landmarks: readonly Landmark[];
}

/** How strongly a zone sounds, 0..1. */
export interface ZoneWeight {
  readonly id: string;
  readonly weight: number;
}
