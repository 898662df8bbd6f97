/** The metre grid drawn under everything: as fine as the view bears, every fifth line stronger. */
import type { Feature, FeatureCollection, LineString } from "geojson";
import { niceLength } from "../../../compose/pace";
import type { BoundsM, PlaceM } from "../../../compose/place";
import type { Plane } from "../../../compose/plane";

const LEAST_PX = 26; // between two lines
const MOST_LINES = 160; // on one axis

interface GridLine {
  readonly isMain: boolean;
}

/** Metres between two lines when a metre is `pixelsPerM` wide. */
export function gridStepM(pixelsPerM: number): number {
  const step = niceLength(LEAST_PX / pixelsPerM);
  return step * pixelsPerM < LEAST_PX * 0.75 ? step * 2.5 : step;
}

/** The lines that cross `bounds`. */
export function gridOf(
  bounds: BoundsM,
  stepM: number,
  plane: Plane,
): FeatureCollection<LineString, GridLine> {
  const wideM = Math.max(bounds.eastM - bounds.westM, bounds.northM - bounds.southM);
  const step = Math.max(stepM, wideM / MOST_LINES);
  const eastward = ticks(bounds.westM, bounds.eastM, step).map((tick) =>
    line(
      { eastM: tick * step, northM: bounds.southM },
      { eastM: tick * step, northM: bounds.northM },
      tick,
      plane,
    ),
  );
  const northward = ticks(bounds.southM, bounds.northM, step).map((tick) =>
    line(
      { eastM: bounds.westM, northM: tick * step },
      { eastM: bounds.eastM, northM: tick * step },
      tick,
      plane,
    ),
  );
  return { type: "FeatureCollection", features: [...eastward, ...northward] };
}

function ticks(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, index) => first + index);
}

function line(from: PlaceM, to: PlaceM, tick: number, plane: Plane): Feature<LineString, GridLine> {
  const ends = [from, to].map((place) => {
    const { lonDeg, latDeg } = plane.toMap(place);
    return [lonDeg, latDeg];
  });
  return {
    type: "Feature",
    properties: { isMain: tick % 5 === 0 },
    geometry: { type: "LineString", coordinates: ends },
  };
}
