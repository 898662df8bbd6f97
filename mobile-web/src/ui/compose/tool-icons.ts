/** Small pictures of the tools, 24 × 24, drawn in the colour of the text. */
import type { Tool, ToolAct } from "./tool-bar";

export type ToolIcon = Tool | ToolAct | "undo" | "redo" | "list";

const SVG = "http://www.w3.org/2000/svg";

const PATHS: Readonly<Record<ToolIcon, string>> = {
  select: "M6 4l12 7-5.5 1.5L16 19l-2.6 1.2-3.3-6.4L6 17.5z",
  polygon: "M5 8l8-4 6 7-4 8-9-2z",
  circle: "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16",
  line: "M4 18c3-1 3-6 7-6s4-6 9-7",
  planted: "M12 21v-9M12 12c-5 0-6-4-6-6 4 0 6 2 6 6zM12 14c4 0 5-3 5-5-3 0-5 2-5 5z",
  sample: "M9 18a2.5 2.5 0 1 1-2.5-2.5H9zM9 16V5l9-2v11M18 15a2.5 2.5 0 1 1-2.5-2.5H18z",
  landmark: "M12 3l5 9-5 9-5-9z",
  hush: "M5 8l8-4 6 7-4 8-9-2zM4 4l16 16",
  hushLine: "M4 18c3-1 3-6 7-6s4-6 9-7M4 4l16 16",
  measure: "M3 16L16 3l5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9.5a1 1 0 1 0 0-.1",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  undo: "M9 7L4 12l5 5M4 12h10a5 5 0 0 1 0 10h-2",
  redo: "M15 7l5 5-5 5M20 12H10a5 5 0 0 0 0 10h2",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5",
};

export function icon(name: ToolIcon): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "tool-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
