/** Keyboard, mouse and thumbs, bound to a rig: pointer lock on a click, dragging where there is none. */
import { Keys } from "./keys";
import type { Intent, Rig } from "./rig";
import { Stick } from "./stick";

const DEG_PER_PIXEL = 0.12; // locked mouse
const DRAG_DEG_PER_PIXEL = 0.25; // a thumb's sweep is a quarter turn
const CLICK_PIXELS = 4; // less movement than this between down and up is a click

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly dragged: number; // pixels since the pointer went down
}

export class Controls {
  private readonly keys = new Keys();
  private readonly stick = new Stick();
  private readonly drags = new Map<number, Drag>();

  /** @param shown - Hears where the stick stands and how far it leans; `null` when let go. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly rig: Rig,
    private readonly changed: () => void,
    private readonly shown: (at: { x: number; y: number } | null) => void,
  ) {}

  open(): void {
    window.addEventListener("keydown", (event) => this.press(event));
    window.addEventListener("keyup", ({ code }) => this.keys.release(code));
    window.addEventListener("blur", () => this.keys.releaseAll());
    this.canvas.addEventListener("pointerdown", (event) => this.grasp(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.letGo(event));
    this.canvas.addEventListener("pointercancel", (event) => this.drop(event.pointerId));
    this.canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** What keys and thumb ask for together. */
  intent(): Intent {
    const keys = this.keys.intent();
    const { forward, right } = this.stick.lean;
    return { ...keys, forward: keys.forward + forward, right: keys.right + right };
  }

  private get isLocked(): boolean {
    return document.pointerLockElement === this.canvas;
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
    if (this.keys.press(event.code)) event.preventDefault(); // arrows and space would scroll
    this.changed();
  }

  /** The left half of a touch screen is the stick's, the rest looks. */
  private grasp(event: PointerEvent): void {
    if (this.isLocked) return;
    const { pointerId, clientX: x, clientY: y } = event;
    this.canvas.setPointerCapture(pointerId);
    const isLeft = event.pointerType !== "mouse" && x < this.canvas.clientWidth / 2;
    if (isLeft && this.stick.press(pointerId, x, y)) this.shown({ x, y });
    else this.drags.set(pointerId, { x, y, dragged: 0 });
  }

  private move(event: PointerEvent): void {
    const { pointerId, clientX: x, clientY: y } = event;
    if (this.isLocked) {
      this.rig.look(event.movementX * DEG_PER_PIXEL, -event.movementY * DEG_PER_PIXEL);
    } else if (!this.stick.move(pointerId, x, y)) {
      const last = this.drags.get(pointerId);
      if (last === undefined) return;
      const [right, down] = [x - last.x, y - last.y];
      this.drags.set(pointerId, { x, y, dragged: last.dragged + Math.hypot(right, down) });
      // A dragged world follows the hand.
      this.rig.look(-right * DRAG_DEG_PER_PIXEL, down * DRAG_DEG_PER_PIXEL);
    }
    this.changed();
  }

  private letGo({ pointerId, pointerType }: PointerEvent): void {
    const dragged = this.drags.get(pointerId)?.dragged ?? Number.POSITIVE_INFINITY;
    this.drop(pointerId);
    if (pointerType !== "mouse" || this.isLocked || dragged > CLICK_PIXELS) return;
    // Refused in some frames and on some phones; dragging remains.
    void Promise.resolve(this.canvas.requestPointerLock?.()).catch(() => undefined);
  }

  private drop(pointerId: number): void {
    this.drags.delete(pointerId);
    if (this.stick.release(pointerId)) this.shown(null);
    this.changed();
  }
}

/** Space on a focused button presses it; it must not also lift the walker. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, input") !== null;
}
