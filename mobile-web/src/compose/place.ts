/** Places on the ground in local metres, as in the whole editor. Pure. */

/** Metres east and north of the walk's origin. */
export interface PlaceM {
  readonly eastM: number;
  readonly northM: number;
}

/** A rectangle on the ground. */
export interface BoundsM {
  readonly westM: number;
  readonly southM: number;
  readonly eastM: number;
  readonly northM: number;
}

export const ORIGIN: PlaceM = { eastM: 0, northM: 0 };

export function distanceM(one: PlaceM, other: PlaceM): number {
  return Math.hypot(other.eastM - one.eastM, other.northM - one.northM);
}

export function moved({ eastM, northM }: PlaceM, byEastM: number, byNorthM: number): PlaceM {
  return { eastM: eastM + byEastM, northM: northM + byNorthM };
}

/** The length of a path through these places. */
export function lengthM(path: readonly PlaceM[]): number {
  return path
    .slice(1)
    .reduce((sum, place, index) => sum + distanceM(path[index] ?? place, place), 0);
}

/** The rectangle that holds all of them; `null` where there are none. */
export function boundsOf(places: readonly PlaceM[]): BoundsM | null {
  if (places.length === 0) return null;
  const easts = places.map(({ eastM }) => eastM);
  const norths = places.map(({ northM }) => northM);
  return {
    westM: Math.min(...easts),
    southM: Math.min(...norths),
    eastM: Math.max(...easts),
    northM: Math.max(...norths),
  };
}

/** The rectangle grown by `marginM` on every side. */
export function grown(bounds: BoundsM, marginM: number): BoundsM {
  return {
    westM: bounds.westM - marginM,
    southM: bounds.southM - marginM,
    eastM: bounds.eastM + marginM,
    northM: bounds.northM + marginM,
  };
}

/** The middle of a closed or open ring: its centroid, else the mean of its corners. */
export function centreOf(ring: readonly PlaceM[]): PlaceM {
  let [twiceArea, east, north] = [0, 0, 0];
  for (const [index, place] of ring.entries()) {
    const next = ring[(index + 1) % ring.length] ?? place;
    const cross = place.eastM * next.northM - next.eastM * place.northM;
    twiceArea += cross;
    east += (place.eastM + next.eastM) * cross;
    north += (place.northM + next.northM) * cross;
  }
  if (Math.abs(twiceArea) < 1e-9) return meanOf(ring);
  return { eastM: east / (3 * twiceArea), northM: north / (3 * twiceArea) };
}

/** The ground a ring encloses, square metres. */
export function areaM2(ring: readonly PlaceM[]): number {
  let twiceArea = 0;
  for (const [index, place] of ring.entries()) {
    const next = ring[(index + 1) % ring.length] ?? place;
    twiceArea += place.eastM * next.northM - next.eastM * place.northM;
  }
  return Math.abs(twiceArea) / 2;
}

function meanOf(places: readonly PlaceM[]): PlaceM {
  const count = Math.max(1, places.length);
  return {
    eastM: places.reduce((sum, { eastM }) => sum + eastM, 0) / count,
    northM: places.reduce((sum, { northM }) => sum + northM, 0) / count,
  };
}
