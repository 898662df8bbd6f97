/** The map's empty style: dusk ground, nothing foreign, and the layers of the walk in their order. */
import type { GeoJSONSourceSpecification, StyleSpecification } from "maplibre-gl";

/** Colours of `tokens.css`, which a WebGL style cannot read. */
export const PAINT = {
  ground: "#1b1f25",
  line: "#46505d",
  grid: "#2a313b",
  gridMain: "#38424e",
  text: "#f0ece5",
  textSoft: "#bcc2cb",
  accent: "#e6ba92",
  bad: "#ee9f93",
  hush: "#ee9f93",
} as const;

/** Sources of the map; each is drawn by the layers named after it. */
export const SOURCES = { grid: "grid", walk: "walk" } as const;

/** The layer that overlays (pictures, relief) go under, and the one base maps go under. */
export const UNDER_WALK = "walk-fill";
export const UNDER_GRID = "grid-line";

export function emptySource(): GeoJSONSourceSpecification {
  const data = { type: "FeatureCollection" as const, features: [] };
  return { type: "geojson", data, maxzoom: 22, tolerance: 0 };
}

export function groundStyle(): StyleSpecification {
  return {
    version: 8,
    sources: { [SOURCES.grid]: emptySource(), [SOURCES.walk]: emptySource() },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": PAINT.ground } },
      {
        id: UNDER_GRID,
        type: "line",
        source: SOURCES.grid,
        paint: {
          "line-color": ["case", ["get", "isMain"], PAINT.gridMain, PAINT.grid],
          "line-width": 1,
        },
      },
      {
        id: UNDER_WALK,
        type: "fill",
        source: SOURCES.walk,
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: {
          "fill-color": ["get", "colour"],
          "fill-opacity": ["case", ["get", "isChosen"], 0.42, ["get", "isHush"], 0.14, 0.26],
        },
      },
      {
        id: "walk-line",
        type: "line",
        source: SOURCES.walk,
        filter: ["all", ["==", ["geometry-type"], "Polygon"], ["!", ["get", "isHush"]]],
        paint: {
          "line-color": ["get", "colour"],
          "line-width": ["case", ["get", "isChosen"], 2.5, 1.25],
        },
      },
      {
        id: "walk-hush",
        type: "line",
        source: SOURCES.walk,
        filter: ["all", ["==", ["geometry-type"], "Polygon"], ["get", "isHush"]],
        paint: {
          "line-color": ["get", "colour"],
          "line-width": ["case", ["get", "isChosen"], 2.5, 1.5],
          "line-dasharray": [2, 2],
        },
      },
      {
        id: "walk-spine",
        type: "line",
        source: SOURCES.walk,
        filter: ["==", ["geometry-type"], "LineString"],
        paint: { "line-color": ["get", "colour"], "line-width": 1, "line-dasharray": [4, 3] },
      },
    ],
  };
}
