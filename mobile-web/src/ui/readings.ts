/** The figures of a walk outdoors: position, heading, levels. */
import { windOf } from "../domain/angle";
import type { SessionState } from "../session/session-state";
import { element, setText } from "./element";
import { Meter, meterValueOf } from "./meter";

const SOURCES: Readonly<Record<SessionState["headingSource"], string>> = {
  none: "no compass",
  absolute: "from motion sensors",
  compass: "from the compass",
  camera: "where you look",
};

export class Readings {
  readonly root: HTMLElement;
  private readonly accuracy = new Reading("Position");
  private readonly heading = new Reading("Heading");
  private readonly heard = new Meter("Level you hear");
  private readonly mic = new Meter("Level of the microphone");

  constructor() {
    const figures = element("dl", "readings", [this.accuracy.root, this.heading.root]);
    const levels = element("div", "levels", [
      element("span", "small", ["You hear"]),
      this.heard.root,
      element("span", "small", ["It hears"]),
      this.mic.root,
    ]);
    this.root = element("section", "figures", [figures, levels]);
  }

  render(state: SessionState): void {
    const { accuracyM, headingDeg, meters } = state;
    this.accuracy.set(accuracyM === null ? "–" : `± ${formatMetres(accuracyM)}`, placeWords(state));
    const heading =
      headingDeg === null ? "–" : `${Math.round(headingDeg) % 360}° ${windOf(headingDeg)}`;
    this.heading.set(heading, SOURCES[state.headingSource]);
    this.heard.set(meterValueOf(meters?.level ?? 0));
    this.mic.set(meterValueOf(meters?.micLevel ?? 0));
  }
}

class Reading {
  readonly root: HTMLElement;
  private readonly figure = element("span", "");
  private readonly note = element("dd", "small");

  constructor(name: string) {
    this.root = element("div", "reading", [
      element("dt", "", [name]),
      element("dd", "", [this.figure]),
      this.note,
    ]);
  }

  set(figure: string, note: string): void {
    setText(this.figure, figure);
    setText(this.note, note);
  }
}

function formatMetres(metres: number): string {
  return metres < 10 ? `${metres.toFixed(1)} m` : `${Math.round(metres)} m`;
}

function placeWords({ position }: SessionState): string {
  if (position === null) return "no fix yet";
  const { eastM, northM } = position; // from the walk's origin
  const north = `${Math.abs(Math.round(northM))} m ${northM >= 0 ? "north" : "south"}`;
  const east = `${Math.abs(Math.round(eastM))} m ${eastM >= 0 ? "east" : "west"}`;
  return `${north}, ${east}`;
}
