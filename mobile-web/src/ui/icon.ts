/** The few signs of the walking page, drawn in one stroke width. */
import { drawn } from "./drawing";

const PATHS = {
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM6 11a6 6 0 0 0 12 0M12 17v4",
  micOff:
    "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM6 11a6 6 0 0 0 12 0M12 17v4M4 4l16 16",
  pocket: "M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Z",
  stop: "M7 7h10v10H7Z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const path = drawn("path", { d: PATHS[name], fill: name === "pocket" ? "#000" : "none" });
  return drawn("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, [path]);
}
