/** The map drawn by what is heard: chosen, ordered, drawn, and its hinges listened to. */
import type { GeoJsonWalk } from "../../../compose/document";
import { type Hinge, hingeAt, hingesOf, keyOf } from "../../../compose/ear/hinges";
import {
  CELLS,
  MEASURES,
  type Measure,
  type Relief,
  reliefOrder,
} from "../../../compose/ear/relief";
import type { BoundsM, PlaceM } from "../../../compose/place";
import { DraftApiError } from "../../../transport/draft-api";
import { fetchRelief } from "../../../transport/ear-api";
import { fill } from "../../../words/words";
import { button, element, setText } from "../../element";
import type { EarDesk } from "./ear-desk";
import { HingePanel } from "./hinge-panel";
import { ReliefLayer } from "./relief-layer";

const REACH_PX = 16; // of a ridge

export class ReliefView {
  readonly root = element("section", "relief-view");
  private readonly layer: ReliefLayer;
  private readonly hinges: HingePanel;
  private readonly note = element("p", "small", [], { role: "status" });
  private readonly draw: HTMLButtonElement;
  private readonly hideButton: HTMLButtonElement;
  private readonly choices: ReadonlyMap<Measure, HTMLButtonElement>;
  private measure: Measure = "change";
  private relief: Relief | null = null;
  private ridges: readonly Hinge[] = [];
  private drawnOf: GeoJsonWalk | null = null;
  private waiting: AbortController | null = null;

  constructor(private readonly desk: EarDesk) {
    const { ridge } = desk.ear;
    this.layer = new ReliefLayer(desk.ground, ridge.moves);
    this.hinges = new HingePanel(desk, () => this.show());
    this.draw = button(ridge.draw, "draw-relief", "button-small button-main", () => this.order());
    this.hideButton = button(ridge.hide, "hide-relief", "quiet", () => this.hide());
    this.choices = new Map(MEASURES.map((measure) => [measure, this.choice(measure)]));
    const group = element("div", "measures", [...this.choices.values()], {
      role: "group",
      "aria-label": ridge.label,
    });
    this.root.append(
      element("div", "relief-head", [group, this.draw, this.hideButton, this.note]),
      this.hinges.root,
    );
    desk.ground.onClick((place) => this.clicked(place));
    desk.store.subscribe(() => this.render());
    this.render();
  }

  /** The room is left: nothing is heard from both sides any more; the picture stays. */
  close(): void {
    this.hinges.stop();
  }

  private order(): void {
    if (this.waiting !== null) {
      this.waiting.abort();
      return;
    }
    void this.fetch();
  }

  private async fetch(): Promise<void> {
    const waiting = new AbortController();
    this.waiting = waiting;
    this.render();
    try {
      await this.desk.store.flush(); // the server listens to what it has
      const view = this.desk.ground.bounds;
      for (const cells of CELLS) await this.fetchOf(view, cells, waiting.signal);
    } catch (error) {
      const isAborted = waiting.signal.aborted;
      if (!isAborted && !(error instanceof DraftApiError)) throw error;
      const why = error instanceof Error ? error.message : "";
      setText(this.note, isAborted ? "" : fill(this.desk.ear.ridge.failed, { why }));
    } finally {
      this.waiting = null;
      this.render();
    }
  }

  private async fetchOf(view: BoundsM, cells: number, signal: AbortSignal): Promise<void> {
    const { store, plane, ear } = this.desk;
    const walk = store.document;
    const order = reliefOrder(walk, view, plane, cells);
    if (order === null) {
      setText(this.note, ear.ridge.nothing);
      return;
    }
    const heard = (share: number): void => this.progress(order.columns * order.rows, share);
    heard(0);
    this.relief = await fetchRelief(store.id, order, heard, signal);
    this.drawnOf = walk;
    this.ridges = hingesOf(this.relief);
    setText(this.note, "");
    this.show();
  }

  private progress(count: number, share: number): void {
    const percent = Math.round(100 * share);
    setText(this.note, fill(this.desk.ear.ridge.drawing, { count, percent }));
  }

  private show(): void {
    if (this.relief === null) return;
    this.layer.show(this.relief, this.measure, this.ridges, this.hinges.kept);
    this.hinges.show(this.relief, this.ridges);
    this.render();
  }

  private hide(): void {
    this.layer.hide();
    this.hinges.show(null, []);
    this.relief = null;
    this.ridges = [];
    setText(this.note, "");
    this.render();
  }

  private choice(measure: Measure): HTMLButtonElement {
    return button(this.desk.ear.ridge[measure], `by-${measure}`, "button-small", () => {
      this.measure = measure;
      this.show();
      this.render();
    });
  }

  private render(): void {
    const { ear, store } = this.desk;
    for (const [measure, made] of this.choices) {
      made.setAttribute("aria-pressed", String(measure === this.measure));
    }
    const isOld = this.relief !== null && store.document !== this.drawnOf;
    const words = this.waiting !== null ? ear.ridge.stop : isOld ? ear.ridge.again : ear.ridge.draw;
    setText(this.draw, words);
    this.hideButton.hidden = this.relief === null;
  }

  /** A click on a ridge is its own; any other one chooses what lies there. */
  private clicked(place: PlaceM): boolean {
    const { ground } = this.desk;
    if (this.relief === null) return false;
    const { x, y } = ground.project(place);
    const beside = ground.unproject({ x: x + REACH_PX, y });
    const reachM = Math.hypot(beside.eastM - place.eastM, beside.northM - place.northM);
    const found = hingeAt(this.ridges, place, this.relief, reachM);
    if (found === null) return false;
    this.hinges.choose(keyOf(found.hinge), found.at);
    return true;
  }
}
