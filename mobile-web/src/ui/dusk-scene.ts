/** The drawn ground: a sphere on the horizon at dusk, four faint tints around it (dusk.css). */
import { element } from "./element";

/** @param described - What a screen reader says of it; empty where it is only a ground for words. */
export function duskScene(described: string): HTMLElement {
  const sphere = element("div", "sphere");
  if (described === "") return element("div", "scene", [sphere], { "aria-hidden": "true" });
  return element("div", "scene", [sphere], { role: "img", "aria-label": described });
}
