/** A map of the world under the grid: tiles of an allowed address, or a map file of the server. */
import { addProtocol, type Map as GlMap, type LayerSpecification } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";
import { type GroundMaps, mapAddress } from "../../../transport/map-api";
import { PAINT, UNDER_GRID } from "./ground-style";

const SOURCE = "base";
const TILE_PX = 256;
const FINEST = 19; // zoom that common tile servers reach; beyond it tiles are enlarged

/** The choice that means the allowed tiles; any other is the name of a map file. */
export const TILES = "tiles";

let protocol: Protocol | null = null;

export class BaseMap {
  private shown: string | null = null;
  private layers: string[] = [];

  /** @param credit - Where it is said whose map it is. */
  constructor(
    private readonly map: GlMap,
    private readonly maps: GroundMaps,
    private readonly isOnEarth: boolean,
    private readonly credit: HTMLElement,
  ) {}

  /** What can be shown on this walk; a walk that lies anywhere has no map. */
  get choices(): readonly string[] {
    const { tiles, files } = this.maps;
    return this.isOnEarth ? [...(tiles === null ? [] : [TILES]), ...files] : [];
  }

  /** Show a map; `null` or what is not there shows the bare grid. */
  async show(choice: string | null): Promise<void> {
    if (choice === this.shown) return;
    this.shown = choice;
    this.clear();
    if (choice === null || !this.choices.includes(choice)) return;
    const { tiles } = this.maps;
    if (choice === TILES && tiles !== null) {
      const source = { tiles: [tiles.address], tileSize: TILE_PX, maxzoom: FINEST };
      this.map.addSource(SOURCE, { type: "raster", ...source });
      this.add({ id: "base-tiles", type: "raster", source: SOURCE, paint: DUSK });
      this.credit.textContent = tiles.attribution;
    } else await this.showFile(choice);
  }

  private async showFile(name: string): Promise<void> {
    const file = new PMTiles(mapAddress(name));
    if (protocol === null) {
      protocol = new Protocol();
      addProtocol("pmtiles", protocol.tile);
    }
    protocol.add(file);
    const [header, metadata] = await Promise.all([file.getHeader(), file.getMetadata()]);
    if (this.shown !== name) return; // another was chosen meanwhile
    const isVector = header.tileType === TileType.Mvt;
    const url = `pmtiles://${mapAddress(name)}`;
    this.map.addSource(SOURCE, { type: isVector ? "vector" : "raster", url });
    if (isVector) for (const layer of vectorLayers(metadata)) this.add(layer);
    else this.add({ id: "base-tiles", type: "raster", source: SOURCE, paint: DUSK });
    const { attribution } = metadata as { attribution?: unknown };
    const said = typeof attribution === "string" ? attribution : name;
    this.credit.textContent = said.replace(/<[^>]*>/g, "");
  }

  private add(layer: LayerSpecification): void {
    this.map.addLayer(layer, UNDER_GRID);
    this.layers.push(layer.id);
  }

  private clear(): void {
    for (const layer of this.layers) this.map.removeLayer(layer);
    if (this.map.getSource(SOURCE) !== undefined) this.map.removeSource(SOURCE);
    this.layers = [];
    this.credit.textContent = "";
  }
}

/** Bright maps step back behind what is drawn. */
const DUSK = { "raster-saturation": -0.6, "raster-brightness-max": 0.55, "raster-opacity": 0.85 };

/** What a layer's name tells of its look; the first that fits. */
const LOOKS: readonly (readonly [RegExp, "fill" | "line", string, number])[] = [
  [/water|ocean|river|stream/, "fill", "#22303c", 1],
  [/build/, "fill", "#323a45", 1],
  [/land|park|green|natural|earth|wood|forest/, "fill", "#20262b", 1],
  [/road|street|path|transport|track|rail/, "line", PAINT.line, 1.5],
  [/bound|admin/, "line", PAINT.gridMain, 1],
];

/** Layers for whatever a vector map holds, quiet enough to draw on. */
function vectorLayers(metadata: unknown): LayerSpecification[] {
  const listed = (metadata as { vector_layers?: unknown }).vector_layers;
  const ids = Array.isArray(listed)
    ? listed.map((layer) => String((layer as { id: unknown }).id))
    : [];
  const looks = ids.flatMap((id) => {
    const look = LOOKS.find(([name]) => name.test(id.toLowerCase()));
    return look === undefined ? [] : [{ id, rank: LOOKS.indexOf(look), look }];
  });
  const fillsFirst = looks.sort((one, other) => orderOf(one.rank) - orderOf(other.rank));
  return fillsFirst.map(({ id, look: [, type, colour, width] }) =>
    type === "fill"
      ? {
          id: `base-${id}`,
          type,
          source: SOURCE,
          "source-layer": id,
          filter: ["==", ["geometry-type"], "Polygon"],
          paint: { "fill-color": colour },
        }
      : {
          id: `base-${id}`,
          type,
          source: SOURCE,
          "source-layer": id,
          paint: { "line-color": colour, "line-width": width },
        },
  );
}

/** Land under water under buildings, lines above all. */
function orderOf(rank: number): number {
  return [1, 2, 0, 3, 4][rank] ?? rank;
}
