/** The edge of a zone, walked: fixes become a ring that is neither jagged nor heavy. Pure. */
import { distanceToLineM } from "./hit";
import { areaM2, distanceM, type PlaceM } from "./place";

const LEAST_STEP_M = 2; // nearer fixes only tell the receiver's noise
const WORST_ACCURACY_M = 25;
const SIMPLER_M = 1.5; // what a corner may be moved by
const LEAST_AREA_M2 = 20;
const LEAST_CORNERS = 3;

export class EdgeWalk {
  private readonly corners: PlaceM[] = [];

  /** Where the edge was walked so far. */
  get path(): readonly PlaceM[] {
    return this.corners;
  }

  /** Take a fix; `false` where it says nothing new, or too little. */
  take(place: PlaceM, accuracyM: number | null): boolean {
    const last = this.corners.at(-1);
    if (accuracyM !== null && accuracyM > WORST_ACCURACY_M) return false;
    if (last !== undefined && distanceM(last, place) < LEAST_STEP_M) return false;
    this.corners.push(place);
    return true;
  }

  /** The closed ring; `null` where too little ground was walked around. */
  ring(): PlaceM[] | null {
    const simple = simplified(this.corners);
    const [first] = simple;
    if (first === undefined || simple.length < LEAST_CORNERS) return null;
    return areaM2(simple) < LEAST_AREA_M2 ? null : [...simple, first];
  }
}

/** The path without corners that lie within `SIMPLER_M` of the rest (Douglas and Peucker). */
export function simplified(path: readonly PlaceM[]): PlaceM[] {
  const [first, last] = [path[0], path.at(-1)];
  if (first === undefined || last === undefined || path.length < 3) return [...path];
  let [farthest, farthestM] = [0, 0];
  for (const [index, place] of path.entries()) {
    const awayM = distanceToLineM(place, [first, last]);
    if (awayM > farthestM) [farthest, farthestM] = [index, awayM];
  }
  if (farthestM <= SIMPLER_M) return [first, last];
  const before = simplified(path.slice(0, farthest + 1));
  return [...before.slice(0, -1), ...simplified(path.slice(farthest))];
}
