/** What the editor's map offers to whatever listens on it; positions are local metres. */
import type { BoundsM, PlaceM } from "../../compose/place";

export type { BoundsM, PlaceM } from "../../compose/place";

/** A point of the map's element, CSS pixels from its top left corner. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Something laid over the ground; `remove` takes it away again. */
export interface Laid {
  remove(): void;
}

/** A picture laid flat on the ground; it moves and turns with the map. */
export interface Overlay extends Laid {
  /** Read the canvas anew after it was drawn on. */
  redraw(): void;
  setOpacity(opacity: number): void;
}

/** The listener's mark: dragged, it tells where it is. */
export interface Listener extends Laid {
  moveTo(place: PlaceM): void;
}

export interface LineStyle {
  readonly colour: string; // any CSS colour
  readonly widthPx: number;
  readonly dash?: readonly number[]; // in line widths
}

/** A spot of colour on the ground; it keeps its size. */
export interface Dot {
  readonly place: PlaceM;
  readonly colour: string; // any CSS colour
}

export interface GroundMap {
  /**
   * Hear clicks on the ground while no drawing tool is in hand; returns the way to stop.
   * A listener that answers `true` keeps the click to itself: nothing is selected by it.
   */
  onClick(listener: (place: PlaceM) => boolean | undefined): () => void;
  /** Hear where the pointer is over the ground, `null` when it leaves. */
  onHover(listener: (place: PlaceM | null) => void): () => void;
  /** Hear that the view moved. */
  onMove(listener: () => void): () => void;
  /** Take the next click only, before every other tool; `null` when it was called off (Esc). */
  pick(): Promise<PlaceM | null>;
  /** Lay a canvas over `bounds`; under the outlines, over the ground. */
  addOverlay(canvas: HTMLCanvasElement, bounds: BoundsM): Overlay;
  /** Draw lines on the ground (contours, routes), local metres. */
  addLines(lines: readonly (readonly PlaceM[])[], style: LineStyle): Laid;
  /** Draw many small dots on the ground. */
  addDots(dots: readonly Dot[]): Laid;
  /** Put an element on the ground; it keeps its size. */
  addMark(element: HTMLElement, place: PlaceM): Listener;
  /** A mark that can be dragged; `onDrag` hears every move and `isDone` at its end. */
  addDraggable(
    element: HTMLElement,
    place: PlaceM,
    onDrag: (place: PlaceM, isDone: boolean) => void,
  ): Listener;
  /** Where a place lies in the map's element, and the place under a pixel. */
  project(place: PlaceM): Pixel;
  unproject(pixel: Pixel): PlaceM;
  /** What is in view. */
  readonly bounds: BoundsM;
  /** The element drops land on (swatches, sound files). */
  readonly element: HTMLElement;
}
