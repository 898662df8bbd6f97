/** The zones that sound now, each with its weight. */
import type { Walk, ZoneWeight } from "../domain/walk";
import { element, setText } from "./element";
import { Meter } from "./meter";

const HEARD = 0.005; // less than half a percent reads as nothing

export class ZoneList {
  readonly root = element("ul", "zones", [], { "aria-label": "Zones sounding now" });
  private readonly rows = new Map<string, ZoneRow>();
  private readonly empty = element("li", "small", [
    "Between zones: the ground around them sounds.",
  ]);
  private walk: Walk | null = null;

  render(walk: Walk | null, weights: readonly ZoneWeight[]): void {
    if (walk === null) return;
    if (walk !== this.walk) this.rebuild(walk);
    const heard = new Map(weights.map(({ id, weight }) => [id, weight]));
    for (const [id, row] of this.rows) row.render(heard.get(id) ?? 0);
    this.empty.hidden = walk.zones.length === 0 || weights.some(({ weight }) => weight > HEARD);
  }

  private rebuild(walk: Walk): void {
    this.walk = walk;
    this.rows.clear();
    for (const zone of walk.zones) {
      this.rows.set(zone.id, new ZoneRow(zone.title || zone.id, zone.colour));
    }
    this.root.replaceChildren(...[...this.rows.values()].map(({ root }) => root), this.empty);
  }
}

class ZoneRow {
  readonly root: HTMLElement;
  private readonly weight = element("span", "zone-weight small");
  private readonly meter: Meter;

  constructor(title: string, colour: string) {
    this.meter = new Meter(title, colour);
    this.root = element("li", "zone", [element("span", "", [title]), this.weight, this.meter.root]);
  }

  render(weight: number): void {
    this.root.hidden = weight <= HEARD;
    setText(this.weight, `${Math.round(weight * 100)} %`);
    this.meter.set(weight);
  }
}
