/**
 * Where somebody on foot stands in the walk. A geographic walk says so itself; a local one is laid
 * where they first stood, its start under their feet and its north to the north, as the server does.
 * Pure.
 */
import type { GeoJsonWalk } from "./document";
import { moved, type PlaceM } from "./place";
import { type LonLat, type Plane, planeAround, planeOf } from "./plane";

export class Footing {
  private laid: Plane | null = null;

  constructor(private readonly walk: GeoJsonWalk) {}

  /** The place of a fix. */
  placeOf(fix: LonLat): PlaceM {
    const { latentwalk } = this.walk;
    if (latentwalk.frame === "geographic") return planeOf(this.walk).fromMap(fix);
    this.laid ??= planeAround(fix);
    const [east = 0, north = 0] = latentwalk.start ?? [];
    return moved(this.laid.fromMap(fix), east, north);
  }
}
