/** A relief on the map: a wash by what is heard, its contour lines, and the hinges as ridges. */
import { contours } from "../../../compose/ear/contours";
import { type Hinge, keyOf, willMove } from "../../../compose/ear/hinges";
import {
  cellM,
  changePlace,
  levelsOf,
  type Measure,
  placeIn,
  type Relief,
  rowsOf,
  spanOf,
} from "../../../compose/ear/relief";
import type { BoundsM, PlaceM } from "../../../compose/place";
import { element } from "../../element";
import type { GroundMap, Laid, Overlay } from "../ground-map";

const SCALE = 6; // pixels of the picture for a cell
const OPACITY = 0.65;
const MOST_MARKS = 6; // more would only hide the ground

// Low to high, from tokens.css: dusk to a lamp in a window.
const WASH = [
  [20, 23, 29],
  [62, 74, 94],
  [143, 176, 220],
  [230, 186, 146],
] as const;
const CONTOUR = { colour: "rgba(240, 236, 229, 0.35)", widthPx: 1 } as const;
const RIDGE = { colour: "#e6ba92", widthPx: 3 } as const;
const KEPT = { colour: "#9cc3a5", widthPx: 3 } as const;
const MOVING = { colour: "#ee9f93", widthPx: 2.5, dash: [1.5, 1.5] } as const;

export class ReliefLayer {
  private laid: Laid[] = [];
  private overlay: Overlay | null = null;

  constructor(
    private readonly ground: GroundMap,
    private readonly movesWords: string,
  ) {}

  show(
    relief: Relief,
    measure: Measure,
    hinges: readonly Hinge[],
    kept: ReadonlySet<string>,
  ): void {
    this.hide();
    this.overlay = this.ground.addOverlay(washOf(relief, measure), boundsOf(relief, measure));
    this.overlay.setOpacity(OPACITY);
    this.laid.push(this.overlay);
    const lines = contourLines(relief, measure);
    if (lines.length > 0) this.laid.push(this.ground.addLines(lines, CONTOUR));
    const isKept = (hinge: Hinge): boolean => kept.has(keyOf(hinge));
    const moving = hinges.filter((hinge) => !isKept(hinge) && willMove(hinge));
    const wide = hinges.filter((hinge) => !isKept(hinge) && !willMove(hinge));
    this.ridges(hinges.filter(isKept), KEPT);
    this.ridges(wide, RIDGE);
    this.ridges(moving, MOVING);
    for (const hinge of moving.slice(0, MOST_MARKS)) this.mark(hinge);
  }

  hide(): void {
    for (const laid of this.laid) laid.remove();
    this.laid = [];
    this.overlay = null;
  }

  private ridges(
    hinges: readonly Hinge[],
    style: typeof RIDGE | typeof KEPT | typeof MOVING,
  ): void {
    const lines = hinges.flatMap((hinge) => (hinge.lines.length > 0 ? hinge.lines : speck(hinge)));
    if (lines.length > 0) this.laid.push(this.ground.addLines(lines, style));
  }

  private mark(hinge: Hinge): void {
    const label = element("div", "hinge-mark", [this.movesWords]);
    this.laid.push(this.ground.addMark(label, hinge.middle));
  }
}

/** A hinge of one cell is a short line all the same. */
function speck({ middle }: Hinge): PlaceM[][] {
  return [
    [
      { ...middle, eastM: middle.eastM - 0.5 },
      { ...middle, eastM: middle.eastM + 0.5 },
    ],
  ];
}

function contourLines(relief: Relief, measure: Measure): PlaceM[][] {
  const rows = rowsOf(relief, measure);
  const placeOf = measure === "change" ? changePlace : placeIn;
  return levelsOf(rows).flatMap((level) =>
    contours(rows, level).map((line) => line.map((cell) => placeOf(relief, cell))),
  );
}

/** What the picture covers: changes lie half a cell farther to the north-east. */
function boundsOf(relief: Relief, measure: Measure): BoundsM {
  if (measure !== "change") return relief.bounds;
  const [wideM, highM] = cellM(relief);
  const { westM, southM, eastM, northM } = relief.bounds;
  return {
    westM: westM + wideM / 2,
    southM: southM + highM / 2,
    eastM: eastM + wideM / 2,
    northM: northM + highM / 2,
  };
}

/** The picture, north up; silence is left out. */
function washOf(relief: Relief, measure: Measure): HTMLCanvasElement {
  const rows = rowsOf(relief, measure);
  const [least, most] = spanOf(rows) ?? [0, 1];
  const small = element("canvas", "", [], {
    width: String(relief.columns),
    height: String(relief.rows),
  });
  const pen = small.getContext("2d");
  if (pen === null) return small;
  const image = pen.createImageData(relief.columns, relief.rows);
  for (const [row, values] of rows.entries()) {
    for (const [column, value] of values.entries()) {
      if (value === null) continue;
      const share = most - least < 1e-6 ? 0 : (value - least) / (most - least);
      const at = 4 * ((relief.rows - 1 - row) * relief.columns + column);
      image.data.set([...colourAt(share), 255], at);
    }
  }
  pen.putImageData(image, 0, 0);
  return enlarged(small);
}

function enlarged(small: HTMLCanvasElement): HTMLCanvasElement {
  const [wide, high] = [small.width * SCALE, small.height * SCALE];
  const canvas = element("canvas", "", [], { width: String(wide), height: String(high) });
  const pen = canvas.getContext("2d");
  if (pen !== null) pen.imageSmoothingQuality = "high";
  pen?.drawImage(small, 0, 0, wide, high);
  return canvas;
}

function colourAt(share: number): readonly number[] {
  const at = Math.min(0.9999, Math.max(0, share)) * (WASH.length - 1);
  const [low, high] = [WASH[Math.floor(at)] ?? WASH[0], WASH[Math.floor(at) + 1] ?? WASH[0]];
  return low.map((part, index) => Math.round(part + (at % 1) * ((high[index] ?? part) - part)));
}
