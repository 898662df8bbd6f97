/** One kept sound on the shelf. */
import type { SwatchJson } from "../../../compose/document";
import type { EarWords } from "../../../words/compose-ear-words";
import { fill } from "../../../words/words";
import { button, element } from "../../element";

export interface SwatchShown {
  readonly swatch: SwatchJson;
  readonly title: string;
  readonly outline: readonly number[] | null;
}

export interface SwatchActs {
  play(): void;
  rename(title: string): void;
  remove(): void;
  /** Put it where the listener is. */
  put(): void;
  dragged(transfer: DataTransfer): void;
}

const WIDTH = 96;
const HEIGHT = 32;

export function swatchItem(
  { swatch, title, outline }: SwatchShown,
  words: EarWords["shelf"],
  acts: SwatchActs,
): HTMLElement {
  const name = element("input", "input swatch-name", [], {
    type: "text",
    value: title,
    maxlength: "80",
    "aria-label": words.name,
  });
  name.addEventListener("change", () => {
    if (name.value.trim() !== "") acts.rename(name.value.trim());
  });
  const item = element(
    "li",
    "swatch",
    [
      playButton(title, words, acts),
      name,
      button(words.toListener, "put", "quiet", () => acts.put()),
      button(words.remove, "let-go", "quiet", () => acts.remove()),
    ],
    { draggable: "true", title: words.drop },
  );
  drawPeaks(item, outline ?? barsOf(swatch));
  item.addEventListener("dragstart", (event) => {
    if (event.dataTransfer !== null) acts.dragged(event.dataTransfer);
  });
  // Text in the field is marked by pulling: the swatch stays where it is then.
  name.addEventListener("focus", () => item.setAttribute("draggable", "false"));
  name.addEventListener("blur", () => item.setAttribute("draggable", "true"));
  return item;
}

function playButton(title: string, words: EarWords["shelf"], acts: SwatchActs): HTMLElement {
  const picture = element("canvas", "swatch-picture", [], {
    width: String(WIDTH),
    height: String(HEIGHT),
    "aria-hidden": "true",
  });
  const made = button("", "play-swatch", "swatch-play", () => acts.play());
  made.setAttribute("aria-label", fill(words.play, { title }));
  made.append(picture);
  return made;
}

/** Without a recording: its latents as bars. */
function barsOf({ values }: SwatchJson): number[] {
  return values.map((value) => Math.min(1, Math.abs(value) / 3));
}

/** Draw peaks 0..1 on a swatch, in place of what was drawn on it. */
export function drawPeaks(item: Element, peaks: readonly number[]): void {
  const pen = item.querySelector("canvas")?.getContext("2d") ?? null;
  if (pen === null) return;
  const most = Math.max(0.05, ...peaks);
  const step = WIDTH / peaks.length;
  pen.clearRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = "#e6ba92"; // --accent, which a canvas cannot read before it is shown
  for (const [column, peak] of peaks.entries()) {
    const high = Math.max(1.5, (peak / most) * HEIGHT);
    pen.fillRect(column * step, (HEIGHT - high) / 2, Math.max(1, step - 1), high);
  }
}
