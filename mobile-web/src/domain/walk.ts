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

export interface Rings {
  readonly outline: readonly Vertex[];
  readonly holes: readonly (readonly Vertex[])[];
}

export interface PolygonShape extends Rings {
  readonly kind: "polygon";
}

/** Several polygons that are one place, or a path around something. */
export interface MultiPolygonShape {
  readonly kind: "multipolygon";
  readonly parts: readonly Rings[];
}

export type Shape = CircleShape | PolygonShape | MultiPolygonShape;

/** Where the street wins: sound is silent from `hushM` before it. */
export interface Hush {
  readonly id: string;
  readonly kind: HushKind;
  readonly title: Words;
  readonly hushM: number;
  readonly shape: Shape;
}

export const HUSH_KINDS = ["road", "rail", "water", "steps", "cliff", "private"] as const;
export type HushKind = (typeof HUSH_KINDS)[number];

/** A recording that sounds from one place; `rule`: only when a rule plays it. */
export interface Sample {
  readonly id: string;
  readonly title: Words;
  readonly file: string;
  readonly position: Position;
  readonly radiusM: number;
  readonly gainDb: number;
  readonly playing: "loop" | "once" | "rule";
}

export interface Cover {
  readonly picture: string;
  readonly minutes: number | null;
  readonly isStepFree: boolean | null;
  readonly attribution: Words;
  readonly language: string; // tag of the one it is written in
  readonly hasAccessCode: boolean;
}

/** Local time of day in minutes; equal is always. `sunDeg`: least elevation of the sun. */
export interface Hours {
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly sunDeg: number | null;
}

export interface Zone {
  readonly id: string;
  readonly title: Words;
  readonly colour: string;
  readonly fadeM: number;
  readonly shape: Shape;
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

/** A WGS84 point that documents name. */
export interface Origin {
  readonly lonDeg: number;
  readonly latDeg: number;
}

export interface Walk extends WalkSummary {
  readonly origin: Origin | null; // where (0, 0) lies; `null`: planted where the walker stands
  readonly start: Position;
  readonly startHeadingDeg: number;
  readonly zones: readonly Zone[];
  readonly landmarks: readonly Landmark[];
  readonly hushes: readonly Hush[];
  readonly samples: readonly Sample[];
  readonly opening: { readonly words: Words; readonly file: string };
  readonly closing: { readonly words: Words; readonly afterS: number | null };
  readonly hours: Hours;
  readonly cover: Cover;
  readonly models: readonly string[]; // ids of those it can sound with
}

/** How strongly a zone sounds, 0..1. */
export interface ZoneWeight {
  readonly id: string;
  readonly weight: number;
}
