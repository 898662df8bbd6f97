/**
 * Local metres to WGS84 and back around a point: what a phone at a place of the walk would say.
 *
 * Distances along the ellipsoid's two radii of curvature, with the second-order terms; within
 * 2 cm of the server's projection (`geo/projection.py`) out to a kilometre. Pure.
 */
import { toDegrees, toRadians } from "../domain/angle";
import type { GeoPoint } from "../domain/pose";

const EQUATOR_M = 6_378_137; // WGS84
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY2 = FLATTENING * (2 - FLATTENING);

export interface Metres {
  readonly eastM: number;
  readonly northM: number;
}

export class LocalEarth {
  private readonly latitude: number;

  constructor(private readonly origin: { readonly lonDeg: number; readonly latDeg: number }) {
    this.latitude = toRadians(origin.latDeg);
  }

  toGeo({ eastM, northM }: Metres): GeoPoint {
    const across = radiusAcross(this.latitude);
    const foot = this.latitude + northM / radiusAlong(this.latitude);
    const middle = this.latitude + northM / (2 * radiusAlong(this.latitude));
    const straight = this.latitude + northM / radiusAlong(middle);
    const sag = (eastM ** 2 * Math.tan(foot)) / (2 * across * radiusAlong(foot));
    const latitude = straight - sag;
    const turn = eastM / (radiusAcross(foot) * Math.cos(latitude));
    const lonDeg = this.origin.lonDeg + toDegrees(turn);
    return {
      kind: "geographic",
      lonDeg: ((((lonDeg + 180) % 360) + 360) % 360) - 180,
      latDeg: toDegrees(latitude),
    };
  }

  /** Two steps of Newton from the plane: exact to what `toGeo` is. */
  toLocal(point: { readonly lonDeg: number; readonly latDeg: number }): Metres {
    const metresPerLat = (Math.PI / 180) * radiusAlong(this.latitude);
    const metresPerLon = (Math.PI / 180) * radiusAcross(this.latitude) * Math.cos(this.latitude);
    let place: Metres = { eastM: 0, northM: 0 };
    for (let step = 0; step < 4; step += 1) {
      const reached = this.toGeo(place);
      place = {
        eastM: place.eastM + shortWay(point.lonDeg - reached.lonDeg) * metresPerLon,
        northM: place.northM + (point.latDeg - reached.latDeg) * metresPerLat,
      };
    }
    return place;
  }
}

function shortWay(deg: number): number {
  return ((((deg + 180) % 360) + 360) % 360) - 180;
}

/** Radius of curvature along the meridian. */
function radiusAlong(latitude: number): number {
  const w = 1 - ECCENTRICITY2 * Math.sin(latitude) ** 2;
  return (EQUATOR_M * (1 - ECCENTRICITY2)) / w ** 1.5;
}

/** Radius of curvature across it. */
function radiusAcross(latitude: number): number {
  return EQUATOR_M / Math.sqrt(1 - ECCENTRICITY2 * Math.sin(latitude) ** 2);
}
