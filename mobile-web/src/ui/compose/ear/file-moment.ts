/** A moment of one of the walk's sound files, kept as a swatch. */
import { DraftApiError, fetchFiles, fileAddress } from "../../../transport/draft-api";
import { encodeMoment } from "../../../transport/ear-api";
import { fill } from "../../../words/words";
import { button, element } from "../../element";
import type { EarDesk } from "./ear-desk";
import type { SwatchShelf } from "./swatch-shelf";
import type { Trying } from "./trying";

const SOUND = /\.(wav|flac|ogg|mp3)$/i;

export class FileMoment {
  readonly root = element("details", "file-moment");
  private readonly player = element("audio", "file-player", [], { controls: "", preload: "auto" });
  private readonly choice = element("select", "input");
  private readonly keep: HTMLButtonElement;

  constructor(
    private readonly desk: EarDesk,
    private readonly shelf: SwatchShelf,
    private readonly trying: Trying,
    private readonly model: () => string,
  ) {
    const { shelf: w } = desk.ear;
    this.choice.setAttribute("aria-label", w.file);
    this.keep = button(w.moment, "keep-moment", "button-small", () => void this.take());
    this.root.append(
      element("summary", "more-summary", [w.file]),
      element("div", "file-moment-body", [
        this.choice,
        this.player,
        this.keep,
        element("p", "small", [w.momentHow]),
      ]),
    );
    this.root.addEventListener("toggle", () => {
      if (this.root.open) void this.fill();
      else this.player.pause();
    });
    this.choice.addEventListener("change", () => this.load());
  }

  private async fill(): Promise<void> {
    const { store, ear } = this.desk;
    const files = await fetchFiles(store.id).catch(() => []);
    const sounds = files.filter((file) => SOUND.test(file));
    const options = sounds.map((file) => new Option(file, file));
    const none = new Option(ear.shelf.noFile, "");
    this.choice.replaceChildren(...(options.length === 0 ? [none] : options));
    this.load();
  }

  private load(): void {
    const file = this.choice.value;
    this.keep.disabled = file === "";
    if (file === "") this.player.removeAttribute("src");
    else this.player.src = fileAddress(this.desk.store.id, file);
  }

  private async take(): Promise<void> {
    const { store, ear } = this.desk;
    const model = this.model();
    this.player.pause();
    this.shelf.say(ear.shelf.keeping);
    try {
      const atS = this.player.currentTime;
      const values = await encodeMoment(model, store.id, this.choice.value, atS);
      this.trying.point(model, values); // so that it is recorded
      await this.shelf.keep({ model, values });
      this.trying.unpoint();
      this.shelf.say("");
    } catch (error) {
      if (!(error instanceof DraftApiError)) throw error;
      this.shelf.say(fill(ear.shelf.failed, { why: error.message }));
    }
  }
}
