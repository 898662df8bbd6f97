/** The map: drawn anew as things move; the walker is dragged, the ground tapped, pulled and zoomed. */
import type { Walk } from "../../domain/walk";
import type { Metres } from "../../sensors/simulated-earth";
import { element } from "../element";
import { Brush, readPalette } from "./brush";
import { drawGround } from "./ground-drawing";
import { cornersOf, MapFrame, type Pixels, type Size } from "./map-frame";
import { drawSighting, type Sighting, WALKER_PX } from "./walker-drawing";

const GRASP_PX = 30; // a thumb's width around the walker
const CLICK_PX = 5;
const ZOOM = 1.4;
const WHEEL = 0.0015;

/** What a hand does on the map. */
export interface MapHand {
  /** The walker is dragged to a place. */
  dragged(place: Metres): void;
  /** The ground was tapped. */
  tapped(place: Metres): void;
}

type Grip = "walker" | "ground";

interface Finger {
  readonly at: Pixels;
  readonly from: Pixels;
  readonly grip: Grip;
}

export class MapView {
  readonly canvas: HTMLCanvasElement;
  private readonly brush: Brush;
  private readonly palette = readPalette();
  private readonly fingers = new Map<number, Finger>();
  private frame: MapFrame | null = null;
  private isFitted = true; // until a hand moves the map it shows the whole walk
  private walker: Metres;
  private places: readonly Metres[];

  constructor(
    private walk: Walk,
    private readonly language: string,
    label: string,
    private readonly hand: MapHand,
  ) {
    this.walker = walk.start;
    this.places = cornersOf(walk);
    this.canvas = element("canvas", "map", [], { role: "img", "aria-label": label });
    this.brush = new Brush(this.canvas, (size) => this.resize(size));
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.release(event));
    this.canvas.addEventListener("pointercancel", ({ pointerId }) =>
      this.fingers.delete(pointerId),
    );
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /** Show another version of the walk. */
  setWalk(walk: Walk): void {
    this.walk = walk;
    this.places = cornersOf(walk);
    if (this.isFitted) this.fit();
  }

  /** Show the whole walk, and `more`. */
  fit(more: readonly Metres[] = []): void {
    this.isFitted = true;
    this.frame = MapFrame.around([...this.places, ...more], this.brush.size);
  }

  zoom(steps: number): void {
    const { width, height } = this.brush.size;
    this.zoomAt(ZOOM ** steps, { x: width / 2, y: height / 2 });
  }

  draw(sighting: Sighting, heard: ReadonlyMap<string, number>): void {
    const { frame, palette } = this;
    if (frame === null) return;
    this.walker = sighting.truth.place;
    const context = this.brush.begin();
    drawGround(context, frame, this.walk, heard, palette, this.language);
    drawSighting(context, frame, sighting, palette);
  }

  /** Write where things are drawn into the canvas's `data-*`, for tests and the curious. */
  tell({ truth, fix, heard }: Sighting): void {
    const { frame } = this;
    if (frame === null) return;
    const at = (place: Metres | null) => {
      const pixels = place === null ? null : frame.toPixels(place);
      return pixels === null ? "" : `${pixels.x.toFixed(1)} ${pixels.y.toFixed(1)}`;
    };
    const { dataset } = this.canvas;
    dataset.walker = at(truth.place);
    dataset.fix = at(fix);
    dataset.heard = at(heard);
    dataset.origin = at({ eastM: 0, northM: 0 });
    dataset.scale = String(frame.scale);
  }

  private resize(size: Size): void {
    if (this.isFitted || this.frame === null) this.fit();
    else this.frame = this.frame.resized(size);
  }

  private press(event: PointerEvent): void {
    const at = this.pixelsOf(event);
    const grip = this.isOnWalker(at) ? "walker" : "ground";
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { at, from: at, grip });
    this.canvas.classList.toggle("grasping", grip === "walker");
  }

  private move(event: PointerEvent): void {
    const at = this.pixelsOf(event);
    const finger = this.fingers.get(event.pointerId);
    if (finger === undefined) {
      this.canvas.classList.toggle("over-walker", this.isOnWalker(at));
      return;
    }
    if (this.fingers.size === 2) this.pinch(event.pointerId, finger, at);
    else if (finger.grip === "walker") this.drag(at);
    else this.pan(finger, at);
    this.fingers.set(event.pointerId, { ...finger, at });
  }

  private release(event: PointerEvent): void {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    this.canvas.classList.remove("grasping");
    if (finger === undefined || this.frame === null || finger.grip === "walker") return;
    const at = this.pixelsOf(event);
    if (distance(finger.from, at) <= CLICK_PX) this.hand.tapped(this.frame.toMetres(at));
  }

  private drag(at: Pixels): void {
    if (this.frame !== null) this.hand.dragged(this.frame.toMetres(at));
  }

  private pan(finger: Finger, at: Pixels): void {
    if (distance(finger.from, at) <= CLICK_PX && distance(finger.from, finger.at) <= CLICK_PX)
      return;
    this.isFitted = false;
    this.frame = this.frame?.panned(at.x - finger.at.x, at.y - finger.at.y) ?? null;
  }

  private pinch(id: number, finger: Finger, at: Pixels): void {
    const other = [...this.fingers].find(([otherId]) => otherId !== id)?.[1];
    if (other === undefined) return;
    const factor = distance(other.at, at) / Math.max(1, distance(other.at, finger.at));
    this.zoomAt(factor, { x: (other.at.x + at.x) / 2, y: (other.at.y + at.y) / 2 });
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoomAt(Math.exp(-event.deltaY * WHEEL), this.pixelsOf(event));
  }

  private zoomAt(factor: number, at: Pixels): void {
    this.isFitted = false;
    this.frame = this.frame?.zoomed(factor, at) ?? null;
  }

  private isOnWalker(at: Pixels): boolean {
    const walker = this.frame?.toPixels(this.walker);
    return walker !== undefined && distance(walker, at) <= GRASP_PX + WALKER_PX;
  }

  private pixelsOf(event: MouseEvent): Pixels {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

function distance(one: Pixels, other: Pixels): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
