/** Keys to steering; by place on the keyboard, so that WASD is where it is on every layout. */
import type { Steer } from "../../sensors/simulated-walker";

type Axis = "east" | "north" | "turn";

const BINDINGS: Readonly<Record<string, readonly [Axis, number]>> = {
  KeyW: ["north", 1],
  KeyS: ["north", -1],
  KeyD: ["east", 1],
  KeyA: ["east", -1],
  ArrowUp: ["north", 1],
  ArrowDown: ["north", -1],
  ArrowRight: ["east", 1],
  ArrowLeft: ["east", -1],
  KeyE: ["turn", 1],
  KeyQ: ["turn", -1],
};

export class DeskKeys {
  private readonly down = new Set<string>();

  /** Listen for as long as the page is there. */
  open(): void {
    window.addEventListener("keydown", (event) => this.press(event));
    window.addEventListener("keyup", ({ code }) => this.down.delete(code));
    window.addEventListener("blur", () => this.down.clear());
  }

  get steer(): Steer {
    const sums: Record<Axis, number> = { east: 0, north: 0, turn: 0 };
    for (const code of this.down) {
      const binding = BINDINGS[code];
      if (binding !== undefined) sums[binding[0]] += binding[1];
    }
    const isHurried = this.down.has("ShiftLeft") || this.down.has("ShiftRight");
    return { ...sums, isHurried };
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
    this.down.add(event.code);
    if (event.code in BINDINGS) event.preventDefault(); // arrows would scroll
  }
}

/** Arrows on a slider move the slider. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea") !== null;
}
