/**
 * From a document's coordinates to local metres and to the map's degrees, and back. Pure.
 *
 * A local walk is laid around longitude and latitude 0 for the map's sake, at web Mercator's own
 * 111 319.49 m a degree, so that its metres are the map's. A geographic walk uses the expansion of
 * the azimuthal equidistant projection at its origin: within 1 km of it less than 2 cm from the
 * server's, within 5 km less than a metre.
 */
import type { GeoJsonWalk, Pair } from "./document";
import type { PlaceM } from "./place";

/** Degrees, as maps want them. */
export interface LonLat {
  readonly lonDeg: number;
  readonly latDeg: number;
}

export interface Plane {
  toPlace(coordinates: Pair): PlaceM;
  toCoordinates(place: PlaceM): Pair;
  toMap(place: PlaceM): LonLat;
  fromMap(point: LonLat): PlaceM;
}

const RADIUS_M = 6_378_137; // WGS84, and web Mercator's sphere
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY2 = FLATTENING * (2 - FLATTENING);
const RAD = Math.PI / 180;
const METRES_PER_DEGREE = RADIUS_M * RAD;
const LOCAL_DECIMALS = 100; // centimetres
const DEGREE_DECIMALS = 1e8; // a millimetre

export function planeOf({ latentwalk }: GeoJsonWalk): Plane {
  if (latentwalk.frame === "local") return LOCAL;
  const [lonDeg, latDeg] = latentwalk.origin ?? [0, 0];
  return new GeographicPlane({ lonDeg, latDeg });
}

/** Metres around any point on Earth. */
export function planeAround(origin: LonLat): Plane {
  return new GeographicPlane(origin);
}

const LOCAL: Plane = {
  toPlace: ([eastM, northM]) => ({ eastM, northM }),
  toCoordinates: ({ eastM, northM }) => [
    rounded(eastM, LOCAL_DECIMALS),
    rounded(northM, LOCAL_DECIMALS),
  ],
  toMap: ({ eastM, northM }) => ({
    lonDeg: eastM / METRES_PER_DEGREE,
    latDeg: northM / METRES_PER_DEGREE,
  }),
  fromMap: ({ lonDeg, latDeg }) => ({
    eastM: lonDeg * METRES_PER_DEGREE,
    northM: latDeg * METRES_PER_DEGREE,
  }),
};

class GeographicPlane implements Plane {
  private readonly meridianM: number; // a degree of latitude at the origin
  private readonly normalM: number; // radius of curvature across it

  constructor(private readonly origin: LonLat) {
    const flat = 1 - ECCENTRICITY2 * Math.sin(origin.latDeg * RAD) ** 2;
    this.meridianM = ((RADIUS_M * (1 - ECCENTRICITY2)) / flat ** 1.5) * RAD;
    this.normalM = RADIUS_M / Math.sqrt(flat);
  }

  toPlace([lonDeg, latDeg]: Pair): PlaceM {
    return this.fromMap({ lonDeg, latDeg });
  }

  toCoordinates(place: PlaceM): Pair {
    const { lonDeg, latDeg } = this.toMap(place);
    return [rounded(lonDeg, DEGREE_DECIMALS), rounded(latDeg, DEGREE_DECIMALS)];
  }

  fromMap({ lonDeg, latDeg }: LonLat): PlaceM {
    const turned = (lonDeg - this.origin.lonDeg) * RAD;
    const lat = latDeg * RAD;
    const middle = ((latDeg + this.origin.latDeg) / 2) * RAD;
    return {
      eastM: this.normalM * Math.cos(lat) * turned,
      northM:
        this.meridianM * (latDeg - this.origin.latDeg) +
        (this.normalM * Math.sin(middle) * Math.cos(middle) * turned * turned) / 2,
    };
  }

  toMap({ eastM, northM }: PlaceM): LonLat {
    let latDeg = this.origin.latDeg + northM / this.meridianM;
    let turned = 0;
    // The bend of the parallel is small: three rounds reach a tenth of a millimetre at 5 km.
    for (let round = 0; round < 3; round += 1) {
      turned = eastM / (this.normalM * Math.cos(latDeg * RAD));
      const middle = ((latDeg + this.origin.latDeg) / 2) * RAD;
      const bendM = (this.normalM * Math.sin(middle) * Math.cos(middle) * turned * turned) / 2;
      latDeg = this.origin.latDeg + (northM - bendM) / this.meridianM;
    }
    return { lonDeg: this.origin.lonDeg + turned / RAD, latDeg };
  }
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * decimals) / decimals + 0; // never -0
}
