/** Keyboard and pointer, bound to a rig: pointer lock on a click, dragging where there is none. */
import { Keys } from "./keys";
import type { Rig } from "./rig";

const DEG_PER_PIXEL = 0.12; // locked mouse
const DRAG_DEG_PER_PIXEL = 0.25; // a thumb's sweep is a quarter turn
const CLICK_PIXELS = 4; // less movement than this between down and up is a click

export class Controls {
  readonly keys = new Keys();
  private dragged = 0; // pixels since the pointer went down

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly rig: Rig,
    private readonly changed: () => void,
  ) {}

  open(): void {
    window.addEventListener("keydown", (event) => this.press(event));
    window.addEventListener("keyup", ({ code }) => this.keys.release(code));
    window.addEventListener("blur", () => this.keys.releaseAll());
    this.canvas.addEventListener("pointerdown", (event) => this.grasp(event));
    this.canvas.addEventListener("pointermove", (event) => this.turn(event));
    this.canvas.addEventListener("pointerup", (event) => this.letGo(event));
  }

  private get isLocked(): boolean {
    return document.pointerLockElement === this.canvas;
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
    if (this.keys.press(event.code)) event.preventDefault(); // arrows and space would scroll
    this.changed();
  }

  private grasp(event: PointerEvent): void {
    this.dragged = 0;
    if (!this.isLocked) this.canvas.setPointerCapture(event.pointerId);
  }

  private turn(event: PointerEvent): void {
    const isDragging = this.canvas.hasPointerCapture(event.pointerId);
    if (!this.isLocked && !isDragging) return;
    this.dragged += Math.abs(event.movementX) + Math.abs(event.movementY);
    // A dragged world follows the hand; a locked mouse turns the head.
    const scale = this.isLocked ? DEG_PER_PIXEL : -DRAG_DEG_PER_PIXEL;
    this.rig.look(event.movementX * scale, -event.movementY * scale);
    this.changed();
  }

  private letGo(event: PointerEvent): void {
    if (event.pointerType !== "mouse" || this.isLocked || this.dragged > CLICK_PIXELS) return;
    // Refused in some frames and on some phones; dragging remains.
    void Promise.resolve(this.canvas.requestPointerLock?.()).catch(() => undefined);
  }
}

/** Space on a focused button presses it; it must not also lift the walker. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, input") !== null;
}
