/** The walk documents of `GET /api/walks` and of `welcome`, read into the domain's nouns. */
import type { Position } from "../domain/pose";
import type {
  Landmark,
  Rings,
  Shape,
  Vertex,
  Walk,
  WalkFrame,
  WalkSummary,
  Zone,
} from "../domain/walk";
import { JsonObject } from "./json";
import { readAround } from "./walk-around-json";
import { WireError } from "./wire";

const DEFAULT_COLOUR = "#8fa3b8";

/** Read the list of walks. Raises `WireError`. */
export function parseWalkList(value: unknown): WalkSummary[] {
  if (!Array.isArray(value)) throw new WireError("walks: expected a list");
  return value.map((item, i) => readSummary(new JsonObject(item, `walks[${i}]`)));
}

/** Read one walk. Raises `WireError`. */
export function parseWalk(value: unknown): Walk {
  return readWalk(new JsonObject(value, "walk"));
}

export function readWalk(walk: JsonObject): Walk {
  return {
    ...readSummary(walk),
    origin: readOrigin(walk.objectOrNull("origin")),
    start: readPosition(walk.objectOrNull("start")),
    startHeadingDeg: walk.numberOr("start_heading_deg", 0),
    zones: walk.objects("zones").map(readZone),
    landmarks: walk.objects("landmarks").map(readLandmark),
    ...readAround(walk),
  };
}

/** Read `{east_m, north_m, up_m}`; `null` is the origin. */
export function readPosition(position: JsonObject | null): Position {
  if (position === null) return { eastM: 0, northM: 0, upM: 0 };
  return {
    eastM: position.number("east_m"),
    northM: position.number("north_m"),
    upM: position.numberOr("up_m", 0),
  };
}

function readOrigin(origin: JsonObject | null): Walk["origin"] {
  if (origin === null) return null;
  return { lonDeg: origin.number("lon_deg"), latDeg: origin.number("lat_deg") };
}

function readSummary(walk: JsonObject): WalkSummary {
  const frame: WalkFrame =
    walk.stringOr("frame", "local") === "geographic" ? "geographic" : "local";
  return {
    id: walk.string("id"),
    title: walk.wordsOr("title", walk.string("id")),
    description: walk.wordsOr("description", ""),
    frame,
  };
}

function readZone(zone: JsonObject): Zone {
  return {
    id: zone.string("id"),
    title: zone.wordsOr("title", ""),
    colour: zone.stringOr("colour", DEFAULT_COLOUR),
    fadeM: zone.numberOr("fade_m", 0),
    shape: readShape(zone.object("shape")),
  };
}

export function readShape(shape: JsonObject): Shape {
  const kind = shape.string("kind");
  switch (kind) {
    case "circle":
      return {
        kind,
        eastM: shape.number("east_m"),
        northM: shape.number("north_m"),
        radiusM: shape.number("radius_m"),
      };
    case "polygon":
      return { kind, ...readRings(shape) };
    case "multipolygon":
      return { kind, parts: shape.objects("parts").map(readRings) };
    default:
      throw new WireError(`${shape.path}.kind: expected circle or (multi)polygon, got ${kind}`);
  }
}

function readRings(polygon: JsonObject): Rings {
  return {
    outline: readRing(polygon.list("outline"), polygon.path),
    holes: polygon.list("holes").map((ring) => readRing(ring, polygon.path)),
  };
}

function readRing(ring: unknown, path: string): Vertex[] {
  if (!Array.isArray(ring)) throw new WireError(`${path}: expected a ring of vertices`);
  return ring.map((vertex) => {
    if (!Array.isArray(vertex)) throw new WireError(`${path}: expected [east_m, north_m]`);
    const [eastM, northM] = vertex as readonly unknown[];
    if (typeof eastM !== "number" || typeof northM !== "number") {
      throw new WireError(`${path}: expected [east_m, north_m]`);
    }
    return [eastM, northM];
  });
}

/** `radii_m` of an ellipsoid, else `radius_m` of a sphere. */
function readRadii(landmark: JsonObject): Landmark["radiiM"] {
  const [eastM, northM, upM] = landmark.list("radii_m");
  if (typeof eastM === "number" && typeof northM === "number" && typeof upM === "number") {
    return [eastM, northM, upM];
  }
  const radiusM = landmark.numberOr("radius_m", 1);
  return [radiusM, radiusM, radiusM];
}

function readLandmark(landmark: JsonObject): Landmark {
  return {
    title: landmark.wordsOr("title", ""),
    position: readPosition(landmark),
    radiiM: readRadii(landmark),
    colour: landmark.stringOr("colour", "#f2efe6"),
  };
}
