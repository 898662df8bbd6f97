/** Lengths on the map, always in metres and in seconds of walking: a scale, and what is drawn. */
import type { Drawn } from "../../compose/new-feature";
import { areaText, lengthText, metresText, niceLength, paceText } from "../../compose/pace";
import { areaM2, lengthM } from "../../compose/place";
import { element, setText } from "../element";
import type { Desk } from "./desk";
import type { MapGround } from "./ground/map-ground";

const WIDEST_PX = 140;

export class Ruler {
  readonly scale = element("div", "scale");
  readonly readout = element("div", "readout", [], { role: "status" });
  private readonly bar = element("div", "scale-bar");
  private readonly label = element("span", "scale-label");

  constructor(
    private readonly desk: Desk,
    private readonly ground: MapGround,
  ) {
    this.scale.append(this.label, this.bar);
    ground.onMove(() => this.renderScale());
    this.renderScale();
    this.hint(null);
  }

  /** Say what to do; `null` says nothing. */
  hint(text: string | null): void {
    setText(this.readout, text ?? "");
    this.readout.hidden = text === null;
  }

  /** Say how long what grows under the pointer is by now. */
  measure(drawn: Drawn): void {
    this.hint(measureText(drawn, this.desk.language));
  }

  private renderScale(): void {
    const { metresPerPixel } = this.ground;
    const lengthM = niceLength(WIDEST_PX * metresPerPixel);
    this.bar.style.width = `${lengthM / metresPerPixel}px`;
    setText(this.label, `${metresText(lengthM, this.desk.language)} · ${paceText(lengthM)}`);
  }
}

/** A ring's edge and ground, a line's length, a circle's way across. */
export function measureText(drawn: Drawn, language: string): string {
  switch (drawn.shape) {
    case "polygon":
      return `${lengthText(lengthM(drawn.ring), language)} · ${areaText(areaM2(drawn.ring), language)}`;
    case "line":
      return lengthText(lengthM(drawn.line), language);
    case "circle": {
      const acrossM = 2 * drawn.radiusM;
      return `⌀ ${lengthText(acrossM, language)}`;
    }
    case "point":
      return "";
    default:
      return drawn satisfies never;
  }
}
