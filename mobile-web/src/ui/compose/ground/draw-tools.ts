/** Drawing and editing with the pointer, by terra-draw: shapes come out as local metres. */
import {
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { type EditPart, isSamePart } from "../../../compose/edit-shape";
import type { Drawn } from "../../../compose/new-feature";
import { centreOf, distanceM, type PlaceM } from "../../../compose/place";
import { CIRCLE_STYLE, LINE_STYLE, POLYGON_STYLE, SELECT_STYLE } from "./draw-style";
import type { MapGround } from "./map-ground";

export type DrawShape = Drawn["shape"];

/** What the editor hears of the pointer. */
export interface DrawHearing {
  /** A shape is finished. */
  onDrawn(drawn: Drawn): void;
  /** A shape grows; `null` when it is called off. */
  onDrawing(drawn: Drawn | null): void;
  /** A part of what is edited is being pulled, or was (`isDone`). */
  onEdit(index: number, places: readonly PlaceM[], isDone: boolean): void;
}

type FeatureId = string | number;

const MODES = { polygon: "polygon", circle: "circle", line: "linestring", point: "point" } as const;
const KINDS: Readonly<Record<string, DrawShape>> = {
  polygon: "polygon",
  circle: "circle",
  linestring: "line",
  point: "point",
};
const DECIMALS = 9; // what terra-draw accepts: a tenth of a millimetre

export class DrawTools {
  private readonly draw: TerraDraw;
  private parts: EditPart[] = [];
  private ids: FeatureId[] = [];
  private shape: DrawShape | null = null;

  constructor(
    private readonly ground: MapGround,
    private readonly hearing: DrawHearing,
  ) {
    const adapter = new TerraDrawMapLibreGLAdapter({
      map: ground.map,
      coordinatePrecision: DECIMALS,
    });
    this.draw = new TerraDraw({ adapter, modes: modes() });
    this.draw.start();
    this.draw.setMode("select");
    this.draw.on("finish", (id, { action }) => this.finished(id, action === "draw"));
    this.draw.on("change", (ids, type, context) => {
      if (context === undefined || !("origin" in context)) this.changed(ids, type);
    });
  }

  /** The shape that is drawn next; `null`: the pointer selects and edits. */
  get drawing(): DrawShape | null {
    return this.shape;
  }

  /** Take a drawing tool in hand. */
  begin(shape: DrawShape): void {
    this.edit([]);
    this.shape = shape;
    this.ground.setBusy(true);
    this.draw.setMode(MODES[shape]);
  }

  /** Put the tool away; what is half drawn is forgotten. */
  end(): void {
    if (this.shape === null) return;
    this.shape = null;
    this.draw.setMode("select");
    this.draw.clear();
    this.ids = [];
    this.parts = [];
    this.ground.setBusy(false);
    this.hearing.onDrawing(null);
  }

  /** Let the corners of these be pulled; what is the same already stays in hand. */
  edit(parts: readonly EditPart[]): void {
    if (this.shape !== null || this.isEditing(parts)) return;
    this.draw.clear();
    this.parts = [...parts];
    this.ids = parts.flatMap((part) => {
      const id = this.draw.getFeatureId();
      const [result] = this.draw.addFeatures([{ ...this.featureOf(part), id }]);
      return result?.valid === true ? [id] : [];
    });
    const [first] = this.ids;
    if (first !== undefined) this.draw.selectFeature(first);
  }

  private isEditing(parts: readonly EditPart[]): boolean {
    return (
      parts.length === this.parts.length &&
      parts.every(({ places }, index) => isSamePart(places, this.parts[index]?.places ?? []))
    );
  }

  private finished(id: FeatureId, isDrawn: boolean): void {
    const drawn = this.drawnOf(id);
    if (isDrawn && this.shape !== null) {
      // The mode is still at work while it tells; it is put away after it.
      queueMicrotask(() => {
        this.end();
        if (drawn !== null && !isSpeck(drawn)) this.hearing.onDrawn(drawn);
      });
      return;
    }
    this.edited(id, true);
  }

  private changed(ids: readonly FeatureId[], type: string): void {
    for (const id of ids) {
      if (this.shape === null) this.edited(id, false);
      else if (type === "delete") this.hearing.onDrawing(null);
      else this.grew(id);
    }
  }

  private grew(id: FeatureId): void {
    const drawn = this.drawnOf(id);
    if (drawn !== null && drawn.shape === this.shape) this.hearing.onDrawing(drawn);
  }

  private edited(id: FeatureId, isDone: boolean): void {
    const index = this.ids.indexOf(id);
    const part = this.parts[index];
    const places = this.placesOf(id);
    if (part === undefined || places === null || places.length === 0) return;
    if (isDone) this.parts[index] = { ...part, places };
    this.hearing.onEdit(index, places, isDone);
  }

  private featureOf({ shape, places }: EditPart) {
    const coordinates = places.map((place) => {
      const { lonDeg, latDeg } = this.ground.plane.toMap(place);
      return [Number(lonDeg.toFixed(DECIMALS)), Number(latDeg.toFixed(DECIMALS))];
    });
    return shape === "line"
      ? {
          type: "Feature" as const,
          properties: { mode: "linestring" },
          geometry: { type: "LineString" as const, coordinates },
        }
      : {
          type: "Feature" as const,
          properties: { mode: "polygon" },
          geometry: { type: "Polygon" as const, coordinates: [coordinates] },
        };
  }

  private placesOf(id: FeatureId): PlaceM[] | null {
    const geometry = this.draw.getSnapshotFeature(id)?.geometry;
    if (geometry === undefined) return null;
    const pairs =
      geometry.type === "Point"
        ? [geometry.coordinates]
        : geometry.type === "LineString"
          ? geometry.coordinates
          : (geometry.coordinates[0] ?? []);
    return pairs.map(([lonDeg = 0, latDeg = 0]) => this.ground.plane.fromMap({ lonDeg, latDeg }));
  }

  private drawnOf(id: FeatureId): Drawn | null {
    const mode = this.draw.getSnapshotFeature(id)?.properties.mode;
    const shape = typeof mode === "string" ? KINDS[mode] : undefined;
    const places = this.placesOf(id);
    const [first] = places ?? [];
    if (shape === undefined || places === null || first === undefined) return null;
    switch (shape) {
      case "polygon":
        return { shape, ring: places };
      case "line":
        return { shape, line: places };
      case "point":
        return { shape, place: first };
      case "circle": {
        const centre = centreOf(places);
        return { shape, centre, radiusM: distanceM(centre, first) };
      }
      default:
        return shape satisfies never;
    }
  }
}

const LEAST_RADIUS_M = 0.1; // as the document's

function isSpeck(drawn: Drawn): boolean {
  return drawn.shape === "circle" && drawn.radiusM < LEAST_RADIUS_M;
}

function modes() {
  const coordinates = { draggable: true, midpoints: true, deletable: true };
  const feature = { draggable: true, coordinates };
  return [
    new TerraDrawSelectMode({
      styles: SELECT_STYLE,
      flags: { polygon: { feature }, linestring: { feature } },
      keyEvents: null, // the editor has its own keys
      allowManualDeselection: false,
      dragEventThrottle: 1_000_000, // it passes over one move in so many; the last one counts
    }),
    new TerraDrawPolygonMode({ styles: POLYGON_STYLE }),
    new TerraDrawCircleMode({
      styles: CIRCLE_STYLE,
      startingRadiusKilometers: 0.000_05,
      drawInteraction: "click-move-or-drag",
    }),
    new TerraDrawLineStringMode({ styles: LINE_STYLE }),
    new TerraDrawPointMode({ styles: { pointWidth: 5 } }),
  ];
}
