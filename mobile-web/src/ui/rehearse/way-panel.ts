/** The way: a GPX track loaded and played, or what was walked here. */
import { PACE_MPS } from "../../sensors/simulated-walker";
import type { RehearseWords } from "../../words/rehearse-words";
import { fill } from "../../words/words";
import { button, element, setText } from "../element";
import { type Desk, lengthM } from "./desk";
import { readGpx, writeGpx } from "./gpx-file";
import { Slider } from "./slider";

const SPEED = { least: 1, most: 10, step: 1 } as const;

export class WayPanel {
  readonly root: HTMLElement;
  private readonly said = element("p", "small", [], { role: "status" });
  private readonly hurry: HTMLElement;
  private readonly play: HTMLButtonElement;
  private readonly keep: HTMLButtonElement;
  private readonly forget: HTMLButtonElement;
  private readonly at: Slider;
  private file: { readonly name: string; readonly text: string } | null = null;
  private wrong = "";

  /** @param changed - The track or the speed is another. */
  constructor(
    private readonly words: RehearseWords,
    private readonly desk: Desk,
    private readonly changed: () => void,
  ) {
    const { way, times } = words;
    const speed = new Slider(
      words.speed,
      "speed",
      SPEED,
      (value) => fill(times, { times: value }),
      (value) => this.hasten(value),
    );
    speed.value = 1;
    this.hurry = element("p", "small", [words.hurry]);
    this.hurry.hidden = true;
    this.at = new Slider(way.at, "seek", { least: 0, most: 1, step: 0.1 }, clock, (timeS) => {
      desk.isPlaying = false;
      desk.seek(timeS);
    });
    this.play = button(way.play, "play", "button chip-wide", () => this.toggle());
    this.keep = button(way.keep, "keep-gpx", "quiet", () => this.save());
    this.forget = button(way.forget, "forget", "quiet", () => this.clear());
    this.root = element("section", "panel", [
      element("h2", "voice panel-title", [way.title]),
      speed.root,
      this.hurry,
      this.loader(),
      this.said,
      this.at.root,
      this.play,
      element("div", "panel-row", [this.keep, this.forget]),
    ]);
    this.render();
  }

  /** The way as GPX: the track that was loaded, else what was walked; `null` where neither is one. */
  get gpx(): string | null {
    if (this.file !== null) return this.file.text;
    return this.desk.trail.length < 2 ? null : writeGpx(this.desk.walked);
  }

  /** Follow the desk. */
  render(): void {
    const { desk, words } = this;
    const { way } = words;
    const hasTrack = desk.track !== null;
    this.at.root.hidden = !hasTrack;
    this.play.hidden = !hasTrack;
    this.keep.hidden = hasTrack || desk.trail.length < 2;
    this.forget.hidden = !hasTrack && desk.trail.length < 2;
    setText(this.play, desk.isPlaying ? way.pause : way.play);
    if (hasTrack) this.at.value = desk.atS;
    setText(this.said, this.wrong || this.told());
  }

  private told(): string {
    const { desk, words, file } = this;
    const { way } = words;
    if (desk.track !== null && file !== null) {
      return fill(way.loaded, { file: file.name, length: clock(desk.track.durationS) });
    }
    if (desk.trail.length < 2) return way.none;
    return fill(way.walked, { length: clock(lengthM(desk.trail) / PACE_MPS) });
  }

  private loader(): HTMLElement {
    const input = element("input", "", [], {
      type: "file",
      accept: ".gpx,application/gpx+xml",
      "data-action": "load-gpx",
      hidden: "",
    });
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = ""; // the same file may be chosen again, changed
      if (file !== undefined) void this.load(file);
    });
    const open = button(this.words.way.load, "choose-gpx", "button chip-wide", () => input.click());
    return element("div", "", [input, open]);
  }

  private async load(file: File): Promise<void> {
    const text = await file.text();
    const points = readGpx(text);
    const isTrack = points !== null && this.desk.load(points);
    this.wrong = isTrack ? "" : fill(this.words.way.bad, { file: file.name });
    if (isTrack) {
      this.file = { name: file.name, text };
      this.at.most = this.desk.track?.durationS ?? 1;
      this.at.value = 0;
    }
    this.changed();
    this.render();
  }

  private toggle(): void {
    if (this.desk.isPlaying) this.desk.isPlaying = false;
    else this.desk.play();
    this.render();
  }

  private hasten(speed: number): void {
    this.desk.speed = speed;
    this.hurry.hidden = speed === 1;
    this.changed();
  }

  private clear(): void {
    this.desk.forget();
    this.file = null;
    this.wrong = "";
    this.changed();
    this.render();
  }

  private save(): void {
    const { gpx } = this;
    if (gpx === null) return;
    const url = URL.createObjectURL(new Blob([gpx], { type: "application/gpx+xml" }));
    element("a", "", [], { href: url, download: "rehearsal.gpx" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}

/** Seconds as minutes and seconds. */
export function clock(timeS: number): string {
  const seconds = Math.round(timeS);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
