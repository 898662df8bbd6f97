/** A small round knob for a heading: pulled around, or turned with the arrow keys. */
import { windOf, wrapDeg } from "../../../domain/angle";
import { element } from "../../element";

const STEP_DEG = 5;
const COARSE_DEG = 45;

export class Knob {
  readonly root: HTMLElement;
  private readonly hand = element("span", "knob-hand", [], { "aria-hidden": "true" });

  constructor(
    label: string,
    private headingDeg: number,
    private readonly onTurn: (headingDeg: number) => void,
  ) {
    this.root = element("div", "knob", [this.hand], {
      role: "slider",
      tabindex: "0",
      "aria-label": label,
      "aria-valuemin": "0",
      "aria-valuemax": "359",
      title: label,
    });
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      this.pull(event);
    });
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) this.pull(event);
    });
    this.show(headingDeg);
  }

  show(headingDeg: number): void {
    this.headingDeg = headingDeg;
    this.hand.style.rotate = `${headingDeg}deg`;
    const shown = Math.round(headingDeg) % 360;
    this.root.setAttribute("aria-valuenow", String(shown));
    this.root.setAttribute("aria-valuetext", `${shown}°, ${windOf(headingDeg)}`);
  }

  private pull({ clientX, clientY }: PointerEvent): void {
    const box = this.root.getBoundingClientRect();
    const [x, y] = [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
    if (Math.hypot(x, y) > 2) this.turn((Math.atan2(x, -y) * 180) / Math.PI);
  }

  private key(event: KeyboardEvent): void {
    const step = event.shiftKey ? COARSE_DEG : STEP_DEG;
    const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.turn(this.headingDeg + by);
  }

  private turn(headingDeg: number): void {
    this.show(wrapDeg(headingDeg));
    this.onTurn(this.headingDeg);
  }
}
