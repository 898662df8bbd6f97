/** The listener on the map: a dot that can be put anywhere, dragged, or moved with the arrow keys. */
import { moved, type PlaceM } from "../../../compose/place";
import { element } from "../../element";
import type { GroundMap, Listener } from "../ground-map";
import type { Listening } from "./listening";

const STEP_M = 1;
const FINE_M = 0.1;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export class ListenerMark {
  readonly root: HTMLButtonElement;
  private readonly facing = element("span", "listener-facing", [], { "aria-hidden": "true" });
  private readonly mark: Listener;

  /**
   * @param onTap - Called inside a tap on the dot.
   * @param onMove - Hears that a person moved it.
   */
  constructor(
    ground: GroundMap,
    private readonly listening: Listening,
    label: string,
    onTap: () => void,
    private readonly onMove: () => void,
  ) {
    const dot = element("span", "listener-dot", [], { "aria-hidden": "true" });
    this.root = element("button", "listener", [this.facing, dot], {
      type: "button",
      "aria-label": label,
      title: label,
    });
    this.root.addEventListener("click", onTap);
    this.root.addEventListener("keydown", (event) => this.key(event));
    const { senses } = listening;
    this.mark = ground.addDraggable(this.root, senses.place, (place) => this.put(place));
    listening.subscribe(() => this.render());
    this.render();
  }

  /** Put the listener there. */
  put(place: PlaceM): void {
    this.listening.senses.moveTo(place);
    this.onMove();
  }

  private key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const byM = event.shiftKey ? FINE_M : STEP_M;
    this.put(moved(this.listening.senses.place, step[0] * byM, step[1] * byM));
  }

  private render(): void {
    const { senses, isOn } = this.listening;
    this.mark.moveTo(senses.place);
    this.facing.style.rotate = `${senses.headingDeg}deg`;
    this.root.classList.toggle("is-on", isOn);
  }
}
