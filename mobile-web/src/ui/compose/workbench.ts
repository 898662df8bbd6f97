/** The ground and the tools on it: what the pointer and the keys do to the draft. */
import { withCopy, withGeometry, withMoved } from "../../compose/arrangement";
import { featureOf, idOf, type Kind, type WalkFeature, without } from "../../compose/document";
import { editParts, shiftOf, withPart } from "../../compose/edit-shape";
import { featureAt } from "../../compose/hit";
import { type Drawn, numberOf, withDrawn } from "../../compose/new-feature";
import type { PlaceM } from "../../compose/place";
import { extentOfAll } from "../../compose/shape";
import type { Desk } from "./desk";
import { Drops } from "./drops";
import { type DrawShape, DrawTools } from "./ground/draw-tools";
import type { MapGround } from "./ground/map-ground";
import { Marks } from "./marks";
import { measureText, Ruler } from "./ruler";
import { StartMark } from "./start-mark";
import type { Tool } from "./tool-bar";

interface Drawing {
  readonly shape: DrawShape;
  readonly kind: Kind | null; // null: only measured
  readonly hint: "polygon" | "circle" | "line" | "point" | "file" | "measure";
}

const DRAWINGS: Readonly<Record<Exclude<Tool, "select">, Drawing>> = {
  polygon: { shape: "polygon", kind: "zone", hint: "polygon" },
  circle: { shape: "circle", kind: "zone", hint: "circle" },
  line: { shape: "line", kind: "zone", hint: "line" },
  hush: { shape: "polygon", kind: "hush", hint: "polygon" },
  hushLine: { shape: "line", kind: "hush", hint: "line" },
  landmark: { shape: "point", kind: "landmark", hint: "point" },
  planted: { shape: "point", kind: "planted", hint: "file" },
  sample: { shape: "point", kind: "sample", hint: "file" },
  measure: { shape: "line", kind: null, hint: "measure" },
};
const REACH_PX = 14; // around a point
const STEP_M = 1;
const PAN_PX = 60;

export class Workbench {
  readonly ruler: Ruler;
  readonly drops: Drops;
  private readonly tools: DrawTools;
  private tool: Tool = "select";

  constructor(
    private readonly desk: Desk,
    readonly ground: MapGround,
    private readonly onTool: (tool: Tool) => void,
  ) {
    this.ruler = new Ruler(desk, ground);
    this.drops = new Drops(desk, ground, (text) => this.ruler.hint(text));
    this.tools = new DrawTools(ground, {
      onDrawn: (drawn) => this.drawn(drawn),
      onDrawing: (drawn) => this.drawing(drawn),
      onEdit: (index, places, isDone) => this.edited(index, places, isDone),
    });
    new Marks(desk, ground);
    new StartMark(desk, ground);
    ground.onClick((place) => {
      this.choose(place);
      return undefined;
    });
    desk.store.subscribe(() => this.render());
    this.render();
    this.fit();
  }

  /** Take a tool in hand. */
  take(tool: Tool): void {
    this.tools.end();
    this.tool = tool;
    this.onTool(tool);
    if (tool === "select") {
      this.render();
      return;
    }
    const { shape, hint } = DRAWINGS[tool];
    this.tools.begin(shape);
    this.ruler.hint(this.desk.words.hints[hint]);
    this.ground.map.getCanvas().focus({ preventScroll: true });
  }

  /** Put the tool away, else choose nothing. */
  letGo(): void {
    this.ground.cancelPick();
    if (this.tool !== "select") this.take("select");
    else this.desk.store.select(null);
  }

  remove(): void {
    const { store, words } = this.desk;
    const id = store.selected;
    if (id !== null) store.apply(words.did.remove, (walk) => without(walk, id));
  }

  duplicate(): void {
    const { store, words, plane } = this.desk;
    const copy = store.selected === null ? null : withCopy(store.document, store.selected, plane);
    if (copy === null) return;
    store.apply(words.did.copy, () => copy.walk);
    store.select(copy.id);
  }

  /** Move what is chosen by metres, else the view. */
  step(east: number, north: number, isFine: boolean): void {
    const { store, words, plane } = this.desk;
    const id = store.selected;
    if (id === null) {
      this.ground.panBy(east * PAN_PX, -north * PAN_PX);
      return;
    }
    const byM = isFine ? STEP_M / 10 : STEP_M;
    store.apply(
      words.did.move,
      (walk) => withMoved(walk, id, east * byM, north * byM, plane),
      `move ${id}`,
    );
  }

  /** Show all there is. */
  fit(isAnimated = false): void {
    const { store, plane } = this.desk;
    this.ground.fit(extentOfAll(store.document.features, plane), isAnimated);
  }

  private choose(place: PlaceM): void {
    const { store, plane } = this.desk;
    const reachM = REACH_PX * this.ground.metresPerPixel;
    const feature = featureAt(store.document, place, plane, reachM);
    store.select(feature === null ? null : idOf(feature));
  }

  private render(): void {
    const { store, plane, words } = this.desk;
    this.ground.draw(store.document, store.selected);
    if (this.tool !== "select") return;
    const feature = store.selectedFeature;
    const parts = feature === null ? [] : editParts(feature, plane);
    this.tools.edit(parts);
    this.ruler.hint(parts.length === 0 ? null : words.hints.edit);
  }

  private drawing(drawn: Drawn | null): void {
    if (drawn !== null && drawn.shape !== "point") this.ruler.measure(drawn);
  }

  private drawn(drawn: Drawn): void {
    const { tool } = this;
    this.take("select");
    if (tool === "select") return;
    const { kind } = DRAWINGS[tool];
    if (kind === null) this.ruler.hint(measureText(drawn, this.desk.language));
    else if (kind === "planted" || kind === "sample") {
      if (drawn.shape === "point") this.drops.choose(drawn.place, kind);
    } else this.add(kind, drawn);
  }

  private add(kind: Kind, drawn: Drawn): void {
    const { store, words, plane } = this.desk;
    const title = `${words.kinds[kind]} ${numberOf(store.document, kind)}`;
    const grown = withDrawn(store.document, kind, drawn, title, plane);
    store.apply(words.did.draw, () => grown.walk);
    store.select(grown.id);
  }

  private edited(index: number, places: readonly PlaceM[], isDone: boolean): void {
    const { store, words } = this.desk;
    const id = store.selected;
    const feature = featureOf(store.document, id);
    if (id === null || feature === null) return;
    const shift = this.shift(feature, index, places);
    const there =
      shift === null
        ? withGeometry(
            store.document,
            id,
            withPart(feature.geometry, index, places, this.desk.plane),
          )
        : withMoved(store.document, id, shift.byEastM, shift.byNorthM, this.desk.plane);
    if (isDone) store.apply(shift === null ? words.did.edit : words.did.move, () => there);
    else this.ground.draw(there, id);
  }

  /** How far a feature of one part was dragged as a whole; its planted sounds go with it. */
  private shift(feature: WalkFeature, index: number, places: readonly PlaceM[]) {
    const parts = editParts(feature, this.desk.plane);
    const before = parts[index];
    return before === undefined ? null : shiftOf(before.places, places);
  }
}
