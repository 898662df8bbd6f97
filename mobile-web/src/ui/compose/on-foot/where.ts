/** Where the composer stands: the newest fix as a place of the walk, and the mark on the map. */
import { Footing } from "../../../compose/footing";
import type { PlaceM } from "../../../compose/place";
import { type Fix, Geolocation } from "../../../sensors/geolocation";
import { element } from "../../element";
import type { Desk } from "../desk";
import type { MapGround } from "../ground/map-ground";
import type { Listener } from "../ground-map";

/** A fix in the walk. */
export interface Standing {
  readonly place: PlaceM;
  readonly accuracyM: number | null;
}

export class Where {
  private readonly footing: Footing;
  private readonly geolocation: Geolocation;
  private readonly dot = element("div", "here");
  private mark: Listener | null = null;
  private last: Standing | null = null;

  constructor(
    desk: Desk,
    private readonly ground: MapGround,
    private readonly onChange: (standing: Standing | null, isRefused: boolean) => void,
  ) {
    this.footing = new Footing(desk.store.document);
    this.geolocation = new Geolocation(
      (fix) => this.receive(fix),
      ({ state }) => onChange(this.last, state === "refused"),
    );
    ground.onMove(() => this.drawAccuracy());
  }

  get standing(): Standing | null {
    return this.last;
  }

  /** Begin; call inside a tap so that the prompt may open. */
  open(): void {
    this.geolocation.open();
  }

  private receive({ lonDeg, latDeg, accuracyM }: Fix): void {
    const place = this.footing.placeOf({ lonDeg, latDeg });
    const isFirst = this.last === null;
    this.last = { place, accuracyM };
    this.mark ??= this.ground.addMark(this.dot, place);
    this.mark.moveTo(place);
    if (isFirst) this.ground.centreOn(place);
    this.drawAccuracy();
    this.onChange(this.last, false);
  }

  private drawAccuracy(): void {
    const accuracyM = this.last?.accuracyM ?? 0;
    const px = Math.min(600, (2 * accuracyM) / this.ground.metresPerPixel);
    this.dot.style.setProperty("--accuracy", `${px}px`);
  }
}
