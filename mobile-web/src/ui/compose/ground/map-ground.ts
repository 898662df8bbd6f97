/** The editor's map: MapLibre over a metre grid, what it offers to others, and the walk on it. */
import "maplibre-gl/dist/maplibre-gl.css";
import { type GeoJSONSource, Map as GlMap, Marker, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { GeoJsonWalk } from "../../../compose/document";
import type { BoundsM, PlaceM } from "../../../compose/place";
import type { Plane } from "../../../compose/plane";
import type { Corners } from "../../../compose/registration";
import type { Dot, GroundMap, Laid, LineStyle, Listener, Overlay, Pixel } from "../ground-map";
import { gridOf, gridStepM } from "./grid";
import { groundStyle, SOURCES } from "./ground-style";
import { LaidLayers } from "./laid-layers";
import { Listeners } from "./listeners";
import { walkPicture } from "./walk-picture";

setWorkerUrl(workerUrl);

const EMPTY_VIEW: BoundsM = { westM: -40, southM: -40, eastM: 40, northM: 40 }; // a walk without ground
const MOST_ZOOM = 23;
const NEAR_ZOOM = 18; // about 100 m across a phone
const SAME_MS = 20; // a click is made by the pointer that was let go: their stamps are the same
const FIT_PADDING_PX = 60;

export class MapGround implements GroundMap {
  readonly element: HTMLElement;
  readonly map: GlMap;
  private readonly layers: LaidLayers;
  private readonly clicks = new Listeners<PlaceM, boolean | undefined>();
  private readonly hovers = new Listeners<PlaceM | null, void>();
  private readonly moves = new Listeners<void, void>();
  private picking: ((place: PlaceM | null) => void) | null = null;
  private isBusy = false;
  private lastUpMs = 0; // when the pointer was last let go, on the events' clock
  private endedMs = Number.NEGATIVE_INFINITY; // the one that ended a drawing

  private constructor(
    parent: HTMLElement,
    readonly plane: Plane,
  ) {
    this.element = parent;
    this.map = new GlMap({
      container: parent,
      style: groundStyle(),
      attributionControl: false,
      renderWorldCopies: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false, // arrows move what is selected
      doubleClickZoom: false, // ends a drawing
      maxZoom: MOST_ZOOM,
      fadeDuration: 0,
      ...this.camera(EMPTY_VIEW),
    });
    this.layers = new LaidLayers(this.map, plane);
    this.map.touchZoomRotate.disableRotation();
  }

  /** Make the map in `parent` and wait until it can be drawn on. */
  static async open(parent: HTMLElement, plane: Plane): Promise<MapGround> {
    const ground = new MapGround(parent, plane);
    await new Promise<void>((resolve) => ground.map.once("load", () => resolve()));
    ground.listen();
    ground.drawGrid();
    return ground;
  }

  /** While a drawing tool is in hand, clicks are its own. */
  setBusy(isBusy: boolean): void {
    if (this.isBusy && !isBusy) this.endedMs = this.lastUpMs;
    this.isBusy = isBusy;
    this.showBusy();
  }

  draw(walk: GeoJsonWalk, chosen: string | null): void {
    this.source(SOURCES.walk)?.setData(walkPicture(walk, chosen, this.plane));
  }

  /** Show `bounds`, all of it. */
  fit(bounds: BoundsM | null, isAnimated = false): void {
    const { bounds: box } = this.camera(bounds ?? EMPTY_VIEW);
    this.map.fitBounds(box, { padding: this.padding(), animate: isAnimated, maxZoom: 21 });
  }

  /** Bring a place to the middle, near enough to see steps. */
  centreOn(place: PlaceM): void {
    const zoom = Math.max(this.map.getZoom(), NEAR_ZOOM);
    this.map.jumpTo({ center: this.degrees(place), zoom });
  }

  panBy(eastPx: number, southPx: number): void {
    this.map.panBy([eastPx, southPx], { animate: false });
  }

  /** Metres that one pixel covers. */
  get metresPerPixel(): number {
    const { westM, eastM } = this.bounds;
    return (eastM - westM) / Math.max(1, this.element.clientWidth);
  }

  get bounds(): BoundsM {
    const box = this.map.getBounds();
    const low = this.fromDegrees(box.getWest(), box.getSouth());
    const high = this.fromDegrees(box.getEast(), box.getNorth());
    return { westM: low.eastM, southM: low.northM, eastM: high.eastM, northM: high.northM };
  }

  onClick(listener: (place: PlaceM) => boolean | undefined): () => void {
    return this.clicks.add(listener);
  }

  onHover(listener: (place: PlaceM | null) => void): () => void {
    return this.hovers.add(listener);
  }

  onMove(listener: () => void): () => void {
    return this.moves.add(listener);
  }

  pick(): Promise<PlaceM | null> {
    this.cancelPick();
    return new Promise((resolve) => {
      this.picking = resolve;
      this.showBusy();
    });
  }

  /** Call off a pick that is waited for. */
  cancelPick(): void {
    this.endPick(null);
  }

  addOverlay(canvas: HTMLCanvasElement, { westM, southM, eastM, northM }: BoundsM): Overlay {
    return this.addPicture(canvas, [
      { eastM: westM, northM },
      { eastM, northM },
      { eastM, northM: southM },
      { eastM: westM, northM: southM },
    ]);
  }

  /** Lay a canvas by its four corners; `isBase` under the grid, else over it. */
  addPicture(canvas: HTMLCanvasElement, corners: Corners, isBase = false): Overlay {
    return this.layers.addPicture(canvas, corners, isBase);
  }

  addLines(lines: readonly (readonly PlaceM[])[], style: LineStyle): Laid {
    return this.layers.addLines(lines, style);
  }

  addDots(dots: readonly Dot[]): Laid {
    return this.layers.addDots(dots);
  }

  addMark(element: HTMLElement, place: PlaceM): Listener {
    return this.listenerOf(new Marker({ element }), place);
  }

  addDraggable(
    element: HTMLElement,
    place: PlaceM,
    onDrag: (place: PlaceM, isDone: boolean) => void,
  ): Listener {
    const marker = new Marker({ element, draggable: true });
    const tell = (isDone: boolean) => () => {
      const { lng, lat } = marker.getLngLat();
      onDrag(this.fromDegrees(lng, lat), isDone);
    };
    marker.on("drag", tell(false));
    marker.on("dragend", tell(true));
    return this.listenerOf(marker, place);
  }

  project(place: PlaceM): Pixel {
    const { x, y } = this.map.project(this.degrees(place));
    return { x, y };
  }

  unproject({ x, y }: Pixel): PlaceM {
    const { lng, lat } = this.map.unproject([x, y]);
    return this.fromDegrees(lng, lat);
  }

  private listen(): void {
    const { map } = this;
    const letGo = ({ timeStamp }: PointerEvent): void => {
      this.lastUpMs = timeStamp;
    };
    this.element.addEventListener("pointerup", letGo, { capture: true });
    map.on("click", ({ lngLat, originalEvent }) => {
      const isLast = originalEvent.timeStamp - this.endedMs < SAME_MS; // it ended a drawing
      if (!isLast) this.clicked(this.fromDegrees(lngLat.lng, lngLat.lat));
    });
    map.on("mousemove", ({ lngLat }) => this.hovers.tell(this.fromDegrees(lngLat.lng, lngLat.lat)));
    map.on("mouseout", () => this.hovers.tell(null));
    map.on("move", () => this.moves.tell());
    map.on("moveend", () => this.drawGrid());
  }

  private clicked(place: PlaceM): void {
    if (this.picking !== null) this.endPick(place);
    else if (!this.isBusy) this.clicks.until(place, (answer) => answer === true);
  }

  private endPick(place: PlaceM | null): void {
    const { picking } = this;
    this.picking = null;
    this.showBusy();
    picking?.(place);
  }

  /** While a click on the ground is wanted, marks let it through. */
  private showBusy(): void {
    this.element.classList.toggle("is-busy", this.isBusy || this.picking !== null);
    this.map.getCanvas().style.cursor = this.picking === null ? "" : "crosshair";
  }

  private drawGrid(): void {
    const { westM, southM, eastM, northM } = this.bounds;
    const [wideM, highM] = [eastM - westM, northM - southM];
    // One view more on each side, so that panning does not run off the lines.
    const around = {
      westM: westM - wideM,
      southM: southM - highM,
      eastM: eastM + wideM,
      northM: northM + highM,
    };
    const step = gridStepM(1 / this.metresPerPixel);
    this.source(SOURCES.grid)?.setData(gridOf(around, step, this.plane));
  }

  private listenerOf(marker: Marker, place: PlaceM): Listener {
    marker.setLngLat(this.degrees(place)).addTo(this.map);
    return {
      moveTo: (next) => void marker.setLngLat(this.degrees(next)),
      remove: () => void marker.remove(),
    };
  }

  private source(id: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(id);
  }

  private padding(): number {
    return Math.min(FIT_PADDING_PX, this.element.clientWidth / 8);
  }

  private camera({ westM, southM, eastM, northM }: BoundsM) {
    const low = this.degrees({ eastM: westM, northM: southM });
    const high = this.degrees({ eastM, northM });
    return { bounds: [low, high] as [[number, number], [number, number]] };
  }

  private degrees(place: PlaceM): [number, number] {
    const { lonDeg, latDeg } = this.plane.toMap(place);
    return [lonDeg, latDeg];
  }

  private fromDegrees(lonDeg: number, latDeg: number): PlaceM {
    return this.plane.fromMap({ lonDeg, latDeg });
  }
}
