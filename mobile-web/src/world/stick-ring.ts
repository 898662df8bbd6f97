/** A faint ring where the walking thumb came down. */
import { REACH_PIXELS } from "./stick";

export class StickRing {
  readonly root = document.createElement("div");

  constructor() {
    this.root.className = "stick-ring";
    this.root.style.width = `${2 * REACH_PIXELS}px`;
    this.root.hidden = true;
  }

  show(at: { x: number; y: number } | null): void {
    this.root.hidden = at === null;
    if (at === null) return;
    this.root.style.left = `${at.x - REACH_PIXELS}px`;
    this.root.style.top = `${at.y - REACH_PIXELS}px`;
  }
}
