/** Points on the ground: landmarks, sounds, anchors; and the handles of what is round. */
import { withGeometry, withMoved } from "../../compose/arrangement";
import {
  idOf,
  isForeign,
  kindOf,
  type WalkFeature,
  withFeature,
  withProperties,
} from "../../compose/document";
import { distanceM, moved, type PlaceM } from "../../compose/place";
import { middleOf } from "../../compose/shape";
import { element } from "../element";
import { type Desk, nameOf, SIGNS } from "./desk";
import { colourOf } from "./feature-list";
import type { MapGround } from "./ground/map-ground";
import type { Listener } from "./ground-map";

const MOST_NAMES = 300; // more would only hide the ground

interface Mark {
  readonly feature: WalkFeature;
  readonly isChosen: boolean;
  readonly listener: Listener;
}

export class Marks {
  private readonly marks = new Map<string, Mark>();
  private handles: Listener[] = [];
  private isPulling = false;

  constructor(
    private readonly desk: Desk,
    private readonly ground: MapGround,
  ) {
    desk.store.subscribe(() => this.render());
    this.render();
  }

  private render(): void {
    if (this.isPulling) return;
    const { store } = this.desk;
    const shown = new Set<string>();
    const own = store.document.features.filter((feature) => !isForeign(feature));
    for (const feature of own.slice(0, MOST_NAMES)) {
      const id = idOf(feature);
      shown.add(id);
      const isChosen = store.selected === id;
      const there = this.marks.get(id);
      if (there?.feature === feature && there.isChosen === isChosen) continue;
      there?.listener.remove();
      this.marks.set(id, { feature, isChosen, listener: this.markOf(feature, isChosen) });
    }
    for (const [id, { listener }] of this.marks) {
      if (shown.has(id)) continue;
      listener.remove();
      this.marks.delete(id);
    }
    this.renderHandles();
  }

  private markOf(feature: WalkFeature, isChosen: boolean): Listener {
    const { language, plane, store } = this.desk;
    const kind = kindOf(feature);
    const place = middleOf(feature, plane);
    const name = element("span", "mark-name", [nameOf(feature, language)]);
    if (kind === "zone" || kind === "hush") {
      const label = element("div", isChosen ? "mark mark-zone is-chosen" : "mark mark-zone", [
        name,
      ]);
      return this.ground.addMark(label, place);
    }
    const sign = element("span", "mark-sign", [SIGNS[kind]]);
    sign.style.color = colourOf(feature);
    const mark = element("div", isChosen ? "mark mark-point is-chosen" : "mark mark-point", [
      sign,
      name,
    ]);
    mark.dataset.mark = idOf(feature);
    mark.dataset.kind = kind;
    mark.addEventListener("click", (event) => {
      event.stopPropagation();
      store.select(idOf(feature));
    });
    if (!isChosen) return this.ground.addMark(mark, place);
    return this.ground.addDraggable(mark, place, (to, isDone) => this.dragged(feature, to, isDone));
  }

  private dragged(feature: WalkFeature, to: PlaceM, isDone: boolean): void {
    this.isPulling = !isDone;
    if (!isDone) return;
    const { store, words, plane } = this.desk;
    const geometry = { type: "Point", coordinates: plane.toCoordinates(to) } as const;
    store.apply(words.did.move, (walk) => withGeometry(walk, idOf(feature), geometry));
  }

  /** A circle is moved by its middle and sized by its edge. */
  private renderHandles(): void {
    for (const handle of this.handles) handle.remove();
    this.handles = [];
    const feature = this.desk.store.selectedFeature;
    const isRound =
      feature?.geometry.type === "Point" &&
      (kindOf(feature) === "zone" || kindOf(feature) === "hush");
    if (!isRound || feature === null) return;
    const { plane } = this.desk;
    const centre = middleOf(feature, plane);
    const radiusM = feature.properties.radius_m ?? 0;
    const rim = this.ground.addDraggable(
      element("div", "handle handle-rim"),
      moved(centre, radiusM, 0),
      (to, isDone) => this.sized(idOf(feature), Math.max(0.5, distanceM(centre, to)), isDone),
    );
    const hub = this.ground.addDraggable(
      element("div", "handle handle-hub"),
      centre,
      (to, isDone) => this.carried(feature, centre, to, isDone, rim),
    );
    this.handles = [hub, rim];
  }

  private sized(id: string, radiusM: number, isDone: boolean): void {
    const { store, words } = this.desk;
    const radius = Math.round(radiusM * 10) / 10;
    const change = (each: WalkFeature): WalkFeature => withProperties(each, { radius_m: radius });
    this.isPulling = !isDone;
    if (isDone) store.apply(words.did.edit, (walk) => withFeature(walk, id, change));
    else this.ground.draw(withFeature(store.document, id, change), store.selected);
  }

  private carried(
    feature: WalkFeature,
    from: PlaceM,
    to: PlaceM,
    isDone: boolean,
    rim: Listener,
  ): void {
    const { store, words, plane } = this.desk;
    const [byEastM, byNorthM] = [to.eastM - from.eastM, to.northM - from.northM];
    const there = withMoved(store.document, idOf(feature), byEastM, byNorthM, plane);
    this.isPulling = !isDone;
    if (isDone) store.apply(words.did.move, () => there);
    else {
      this.ground.draw(there, store.selected);
      rim.moveTo(moved(to, feature.properties.radius_m ?? 0, 0));
    }
  }
}
