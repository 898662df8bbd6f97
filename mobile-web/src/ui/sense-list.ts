/** One line for each sense: its state, and the remedy where it was refused. */

import { type AccessState, SENSES, type Sense } from "../sensors/access";
import type { SessionState } from "../session/session-state";
import { element, setText } from "./element";

const NAMES: Readonly<Record<Sense, string>> = {
  audio: "Sound",
  microphone: "Microphone",
  motion: "Compass",
  location: "Position",
};

const STATES: Readonly<Record<AccessState, string>> = {
  off: "",
  waiting: "waiting…",
  ready: "on",
  refused: "refused",
  missing: "not found",
};

export class SenseList {
  readonly root = element("ul", "senses", [], { "aria-label": "What this walk uses" });
  private readonly rows = new Map<Sense, SenseRow>();

  constructor() {
    for (const sense of SENSES) {
      const row = new SenseRow(NAMES[sense]);
      this.rows.set(sense, row);
      this.root.append(row.root);
    }
  }

  render(access: SessionState["access"]): void {
    for (const [sense, row] of this.rows) row.render(access[sense].state, access[sense].remedy);
  }
}

class SenseRow {
  readonly root: HTMLElement;
  private readonly state = element("span", "small");
  private readonly remedy = element("span", "sense-remedy small");

  constructor(name: string) {
    const dot = element("span", "sense-dot", [], { "aria-hidden": "true" });
    this.root = element("li", "sense", [dot, element("span", "", [name]), this.state, this.remedy]);
  }

  render(state: AccessState, remedy: string): void {
    this.root.dataset.state = state;
    setText(this.state, STATES[state]);
    setText(this.remedy, remedy);
  }
}
