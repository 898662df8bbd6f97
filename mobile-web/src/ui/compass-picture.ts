/** Four tints around the sphere, turning with the heading: what lies where, at a glance. */
import type { Walk } from "../domain/walk";
import type { SessionState } from "../session/session-state";
import { type Tint, tintsOf } from "./compass-layout";
import { drawn } from "./drawing";

const FAINT = 0.55;
const SPHERE_RADIUS = 0.13;

export class CompassPicture {
  readonly root: SVGSVGElement;
  private readonly ground = drawn("g", { class: "compass-ground" });
  private readonly washes = new Map<string, SVGElement>();

  constructor(walk: Pick<Walk, "zones" | "landmarks">, label: string) {
    const shades = drawn("defs", {}, [sphereShade()]);
    for (const [number, tint] of tintsOf(walk).entries()) {
      shades.append(washShade(tint, number));
      const wash = washOf(tint, number);
      this.washes.set(tint.id, wash);
      this.ground.append(wash);
    }
    this.ground.append(northMark());
    this.root = drawn("svg", { viewBox: "-1.15 -1.15 2.3 2.3", role: "img", class: "compass" }, [
      shades,
      this.ground,
      drawn("circle", { r: SPHERE_RADIUS, fill: "url(#sphere)" }),
    ]);
    this.root.setAttribute("aria-label", label);
  }

  /** Without a heading north stays up; a hidden page draws nothing. */
  render({ headingDeg, zones }: Pick<SessionState, "headingDeg" | "zones">): void {
    if (document.hidden) return;
    this.ground.style.transform = `rotate(${(-(headingDeg ?? 0)).toFixed(1)}deg)`;
    const heard = new Map(zones.map(({ id, weight }) => [id, weight]));
    for (const [id, wash] of this.washes) {
      const opacity = FAINT + (1 - FAINT) * (heard.get(id) ?? 0);
      wash.style.opacity = opacity.toFixed(2);
    }
  }
}

function washOf({ x, y, radius }: Tint, number: number): SVGElement {
  return drawn("circle", { cx: x, cy: y, r: radius, fill: `url(#wash-${number})`, opacity: FAINT });
}

/** A colour that thins out towards its edge, so that no zone ends in a line. */
function washShade({ colour }: Tint, number: number): SVGElement {
  const stops = [
    [0, 0.8],
    [0.45, 0.5],
    [1, 0],
  ].map(([offset = 0, opacity = 0]) => {
    const stop = drawn("stop", { offset, "stop-opacity": opacity });
    stop.style.stopColor = colour;
    return stop;
  });
  return drawn("radialGradient", { id: `wash-${number}` }, stops);
}

function sphereShade(): SVGElement {
  const stops = ["--sphere-light", "--sphere", "--sphere-dark"].map((colour, i) => {
    const stop = drawn("stop", { offset: [0, 0.5, 1][i] ?? 1 });
    stop.style.stopColor = `var(${colour})`;
    return stop;
  });
  return drawn("radialGradient", { id: "sphere", cx: 0.34, cy: 0.3, r: 0.75 }, stops);
}

function northMark(): SVGElement {
  return drawn("path", { d: "M0 -1.11 L0.035 -1.02 L-0.035 -1.02 Z", class: "compass-north" });
}
