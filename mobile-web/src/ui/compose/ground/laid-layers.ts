/** Pictures, lines and dots that others lay on the map, each a source and a layer of its own. */
import type { CanvasSource, Map as GlMap } from "maplibre-gl";
import type { PlaceM } from "../../../compose/place";
import type { Plane } from "../../../compose/plane";
import type { Corners } from "../../../compose/registration";
import type { Dot, Laid, LineStyle, Overlay } from "../ground-map";
import { emptySource, PAINT, UNDER_GRID, UNDER_WALK } from "./ground-style";
import { positionOf } from "./walk-picture";

const DOT_PX = 9;

export class LaidLayers {
  private count = 0;

  constructor(
    private readonly map: GlMap,
    private readonly plane: Plane,
  ) {}

  /** Lay a canvas by its four corners; `isBase` under the grid, else over it. */
  addPicture(canvas: HTMLCanvasElement, corners: Corners, isBase: boolean): Overlay {
    const id = this.fresh("overlay");
    const [a, b, c, d] = corners;
    const coordinates = [this.degrees(a), this.degrees(b), this.degrees(c), this.degrees(d)] as [
      [number, number],
      [number, number],
      [number, number],
      [number, number],
    ];
    this.map.addSource(id, { type: "canvas", canvas, coordinates, animate: false });
    const paint = { "raster-fade-duration": 0, "raster-resampling": "linear" } as const;
    const under = isBase ? UNDER_GRID : UNDER_WALK;
    this.map.addLayer({ id, type: "raster", source: id, paint }, under);
    return {
      redraw: () => this.redraw(id),
      setOpacity: (opacity) => this.map.setPaintProperty(id, "raster-opacity", opacity),
      remove: () => this.takeAway(id),
    };
  }

  addLines(lines: readonly (readonly PlaceM[])[], style: LineStyle): Laid {
    const id = this.fresh("lines");
    const coordinates = lines.map((line) => line.map((place) => positionOf(place, this.plane)));
    const geometry = { type: "MultiLineString", coordinates } as const;
    this.map.addSource(id, {
      ...emptySource(),
      data: { type: "Feature", properties: {}, geometry },
    });
    const paint = { "line-color": style.colour, "line-width": style.widthPx };
    const dash = style.dash === undefined ? {} : { "line-dasharray": [...style.dash] };
    this.map.addLayer({ id, type: "line", source: id, paint: { ...paint, ...dash } });
    return { remove: () => this.takeAway(id) };
  }

  addDots(dots: readonly Dot[]): Laid {
    const id = this.fresh("dots");
    const features = dots.map(({ place, colour }) => ({
      type: "Feature" as const,
      properties: { colour },
      geometry: { type: "Point" as const, coordinates: positionOf(place, this.plane) },
    }));
    this.map.addSource(id, { ...emptySource(), data: { type: "FeatureCollection", features } });
    this.map.addLayer({
      id,
      type: "circle",
      source: id,
      paint: {
        "circle-color": ["get", "colour"],
        "circle-radius": DOT_PX / 2,
        "circle-stroke-color": PAINT.ground,
        "circle-stroke-width": 1,
      },
    });
    return { remove: () => this.takeAway(id) };
  }

  /** Read a canvas anew: it plays for one picture. */
  private redraw(id: string): void {
    const source = this.map.getSource<CanvasSource>(id);
    source?.play();
    this.map.once("render", () => source?.pause());
    this.map.triggerRepaint();
  }

  private takeAway(id: string): void {
    if (this.map.getLayer(id) !== undefined) this.map.removeLayer(id);
    if (this.map.getSource(id) !== undefined) this.map.removeSource(id);
  }

  private fresh(stem: string): string {
    this.count += 1;
    return `${stem}-${this.count}`;
  }

  private degrees(place: PlaceM): [number, number] {
    const { lonDeg, latDeg } = this.plane.toMap(place);
    return [lonDeg, latDeg];
  }
}
