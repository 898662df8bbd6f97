/** Where a walk begins: a flag that can be dragged; outdoors a local walk is planted by it. */
import { withPiece } from "../../compose/document";
import { ORIGIN, type PlaceM } from "../../compose/place";
import { element } from "../element";
import type { Desk } from "./desk";
import type { MapGround } from "./ground/map-ground";
import type { Listener } from "./ground-map";

export class StartMark {
  private readonly mark: Listener;
  private isPulled = false;

  constructor(
    private readonly desk: Desk,
    ground: MapGround,
  ) {
    const flag = element("div", "start-mark", ["⚑"], { title: desk.words.start });
    this.mark = ground.addDraggable(flag, this.place, (place, isDone) => {
      this.isPulled = !isDone;
      if (isDone) this.put(place);
    });
    desk.store.subscribe(() => {
      if (!this.isPulled) this.mark.moveTo(this.place);
    });
  }

  private get place(): PlaceM {
    const { store, plane } = this.desk;
    const [first, second] = store.document.latentwalk.start ?? [];
    return first === undefined || second === undefined ? ORIGIN : plane.toPlace([first, second]);
  }

  /** Height, where the document gives one, stays. */
  private put(place: PlaceM): void {
    const { store, plane, words } = this.desk;
    const [, , ...up] = store.document.latentwalk.start ?? [];
    const start = [...plane.toCoordinates(place), ...up];
    store.apply(words.did.move, (walk) => withPiece(walk, { start }));
  }
}
