/** Beginning a walk: its name, and whether it belongs to one place on Earth. */
import { beginWalk, DraftApiError, type Fresh } from "../../transport/draft-api";
import type { ComposeWords } from "../../words/compose-words";
import { button, element } from "../element";
import { choiceField, labelled } from "./fields";

const DECIMALS = 6; // a tenth of a metre

export function freshForm(words: ComposeWords["fresh"]): HTMLElement {
  const form = new FreshForm(words);
  const details = element("details", "fresh", [
    element("summary", "button button-small", [words.heading], { "data-action": "new-walk" }),
  ]);
  details.append(form.root);
  return details;
}

class FreshForm {
  readonly root = element("form", "fresh-form fields");
  private readonly title = element("input", "input", [], { required: "", maxlength: "200" });
  private readonly lon = degrees("-180", "180");
  private readonly lat = degrees("-85", "85");
  private readonly note = element("p", "notice", [], { role: "status" });
  private readonly place: HTMLElement;
  private frame: Fresh["frame"] = "local";

  constructor(private readonly words: ComposeWords["fresh"]) {
    this.place = element("div", "fresh-place", [
      labelled(words.lon, this.lon),
      labelled(words.lat, this.lat),
      button(words.here, "here", "button-small", () => this.findHere()),
    ]);
    this.place.hidden = true;
    const frames = [
      { value: "local", label: words.local },
      { value: "geographic", label: words.geographic },
    ];
    this.root.append(
      labelled(words.title, this.title),
      choiceField(words.where, "local", frames, (frame) => this.choose(frame as Fresh["frame"])),
      this.place,
      this.note,
      element("button", "button button-small button-main", [words.begin], {
        type: "submit",
        "data-action": "begin",
      }),
    );
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.begin();
    });
  }

  private choose(frame: Fresh["frame"]): void {
    this.frame = frame;
    const isPlaced = frame === "geographic";
    this.place.hidden = !isPlaced;
    this.lon.required = isPlaced;
    this.lat.required = isPlaced;
    if (isPlaced && this.lon.value === "") this.findHere();
  }

  private findHere(): void {
    this.note.textContent = this.words.finding;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.lon.value = coords.longitude.toFixed(DECIMALS);
        this.lat.value = coords.latitude.toFixed(DECIMALS);
        this.note.textContent = "";
      },
      () => {
        this.note.textContent = this.words.lost;
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  }

  private async begin(): Promise<void> {
    const title = this.title.value.trim();
    const origin = [this.lon.valueAsNumber, this.lat.valueAsNumber] as const;
    const fresh: Fresh =
      this.frame === "local" ? { title, frame: "local" } : { title, frame: "geographic", origin };
    try {
      const id = await beginWalk(fresh);
      location.assign(`/compose?walk=${encodeURIComponent(id)}`);
    } catch (error) {
      if (!(error instanceof DraftApiError)) throw error;
      this.note.textContent = error.message;
    }
  }
}

function degrees(min: string, max: string): HTMLInputElement {
  return element("input", "input", [], { type: "number", step: "any", min, max });
}
