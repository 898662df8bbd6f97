/** One line for each sense: its state, and the remedy where it was refused. */

import { type AccessState, type Reason, SENSES, type Sense } from "../sensors/access";
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

const REASONS: Readonly<Record<Reason, string>> = {
  blocked: "Sound is blocked: tap Start again, or check the site's sound setting.",
  refused: "Allow it in the browser's site settings, then reload. The walk works without it.",
  missing: "Not found here. The walk works without it.",
  busy: "Another app uses it. The walk works without it.",
  muted: "Muted by the phone.",
  "headset-mic": "The headset's microphone sounds like a telephone.",
  "no-fix": "No position yet. Go outside, under open sky, or switch location on.",
  approximate: "Only an approximate position: switch on “Precise Location” for the browser.",
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
    for (const [sense, row] of this.rows) row.render(access[sense].state, access[sense].reason);
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

  render(state: AccessState, reason: Reason | null): void {
    this.root.dataset.state = state;
    setText(this.state, STATES[state]);
    setText(this.remedy, reason === null ? "" : REASONS[reason]);
  }
}
