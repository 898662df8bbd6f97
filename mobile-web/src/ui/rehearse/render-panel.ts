/** The whole walk as a file: ordered from the server, watched, downloaded. */
import { RenderApi, type RenderOrder, type RenderState } from "../../transport/render-api";
import type { RehearseWords } from "../../words/rehearse-words";
import { fill } from "../../words/words";
import { button, element, setText } from "../element";
import { clock } from "./way-panel";

const WATCH_MS = 700;

export class RenderPanel {
  readonly root: HTMLElement;
  private readonly api: RenderApi;
  private readonly words: RehearseWords["render"];
  private readonly said = element("p", "small", [], { role: "status" });
  private readonly bar = element("progress", "render-bar", [], { max: "1" });
  private readonly start: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;
  private readonly files: HTMLElement;
  private isWatching = false;

  /** @param order - What is to be rendered now; `null` where there is no way yet. */
  constructor(
    words: RehearseWords,
    walk: string,
    private readonly order: () => RenderOrder | null,
  ) {
    const { render } = words;
    this.words = render;
    this.api = new RenderApi(walk);
    this.start = button(render.start, "render", "button chip-wide", () => void this.begin());
    this.cancel = button(render.cancel, "render-cancel", "quiet", () => void this.stop());
    const link = (name: string, href: string, file: string) =>
      element("a", "quiet", [name], { href, download: file });
    this.files = element("div", "panel-row", [
      link(render.sound, this.api.soundPath, `${walk}.wav`),
      link(render.picture, this.api.picturePath, `${walk}.svg`),
    ]);
    this.bar.setAttribute("aria-label", render.title);
    this.root = element("section", "panel", [
      element("h2", "voice panel-title", [render.title]),
      this.start,
      this.bar,
      this.said,
      this.files,
      this.cancel,
    ]);
    this.show({ state: "idle" });
  }

  /** See whether an order of before a reload still runs. */
  async open(): Promise<void> {
    await this.follow(await this.api.watch());
  }

  private async begin(): Promise<void> {
    const order = this.order();
    if (order === null) {
      setText(this.said, this.words.needsWay);
      return;
    }
    this.start.disabled = true;
    await this.follow(await this.api.order(order));
  }

  private async stop(): Promise<void> {
    this.isWatching = false;
    this.show(await this.api.cancel());
  }

  private async follow(first: RenderState): Promise<void> {
    this.show(first);
    if (first.state !== "running" || this.isWatching) return;
    this.isWatching = true;
    while (this.isWatching) {
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
      if (!this.isWatching) return;
      const state = await this.api.watch();
      this.show(state);
      this.isWatching = state.state === "running";
    }
  }

  private show(state: RenderState): void {
    const { state: name } = state;
    this.start.hidden = name === "running";
    this.start.disabled = false;
    this.bar.hidden = name !== "running";
    this.cancel.hidden = name !== "running" && name !== "busy";
    this.files.hidden = name !== "done";
    setText(this.said, this.line(state));
    if (state.state === "running") this.bar.value = state.share;
  }

  private line(state: RenderState): string {
    const { words } = this;
    switch (state.state) {
      case "idle":
        return words.lead;
      case "busy":
        return words.busy;
      case "running":
        if (state.share === 0) return words.waiting;
        return fill(words.working, { percent: Math.round(100 * state.share) });
      case "failed":
        return fill(words.failed, { error: state.error || words.unreachable });
      case "done": {
        const { durationS, loudnessLufs, flicker } = state.report;
        return fill(words.done, {
          length: clock(durationS),
          lufs: loudnessLufs.toFixed(1),
          flicker: flicker === 0 ? words.steady : fill(words.flickers, { count: flicker }),
        });
      }
      default:
        return state satisfies never;
    }
  }
}
