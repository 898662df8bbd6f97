/** The indoor door: the world fills the page, a few words lie over it. */
import type { Walk } from "../domain/walk";
import type { Session } from "../session/session";
import type { SessionState } from "../session/session-state";
import { addressOf } from "./address";
import { connectionWords } from "./connection-words";
import { button, element, setText } from "./element";
import { Meter, meterValueOf } from "./meter";
import { paced } from "./paced";

const KEYS =
  "W A S D or arrows to walk, Shift to hurry, E and Q to rise and sink. Click or drag to look.";
const THUMBS = "Hold Walk to go where you look; drag to look around.";
const isByThumb = matchMedia("(pointer: coarse)").matches;
const HOW = isByThumb ? THUMBS : KEYS;
const HEARD = 0.005;

export class IndoorPage {
  private readonly place = element("p", "small", [], { role: "status" });
  private readonly words = element("p", "small", [], { role: "status" });
  private readonly level = new Meter("Level you hear");
  private readonly threshold: HTMLElement;
  private readonly buttons = element("div", "indoor-buttons");
  private readonly hint = element("p", "small indoor-hint", [HOW]);
  private readonly mic: HTMLButtonElement;
  private readonly enter: HTMLButtonElement;
  private readonly again = button("Walk again", "button-main", () => location.reload());

  constructor(
    page: HTMLElement,
    private readonly walk: Walk,
    private readonly session: Session,
    canvas: HTMLCanvasElement,
    walkOn: (isWalking: boolean) => void,
  ) {
    this.mic = button("Mic off", "", () => void session.setMic(!this.isMicOn));
    this.mic.dataset.action = "microphone";
    this.enter = button("Enter", "button-main", () => this.begin());
    if (isByThumb) this.buttons.append(holdButton("Walk", walkOn));
    this.buttons.append(
      this.mic,
      button("Stop", "", () => void session.stop()),
    );
    this.threshold = element("div", "threshold", [
      element("h1", "voice title", [walk.title]),
      element("p", "lead", [walk.description]),
      this.enter,
      this.again,
      element("p", "small", [HOW]),
    ]);
    page.replaceChildren(this.layout(canvas));
    session.store.listen(paced((state: SessionState) => this.render(state)));
    this.render(session.store.value);
  }

  private get isMicOn(): boolean {
    return ["ready", "waiting"].includes(this.session.store.value.access.microphone.state);
  }

  private layout(canvas: HTMLCanvasElement): HTMLElement {
    const home = element("a", "home small", ["← Latentwalk"], {
      href: addressOf(this.walk.id, null),
    });
    return element("div", "indoor", [
      canvas,
      this.threshold,
      element("div", "indoor-top", [
        element("div", "", [home, this.place]),
        element("div", "indoor-status", [this.level.root, this.words]),
      ]),
      element("div", "indoor-bottom", [this.hint, this.buttons]),
    ]);
  }

  private begin(): void {
    this.session.start(false).catch((error: unknown) => {
      setText(this.words, `The walk could not start: ${String(error)}. Reload the page.`);
    });
  }

  private render(state: SessionState): void {
    const isWalking = state.phase === "walking";
    this.threshold.hidden = isWalking;
    this.enter.hidden = state.phase === "stopped";
    this.again.hidden = state.phase !== "stopped";
    this.enter.disabled = state.phase === "starting";
    for (const part of [this.hint, this.buttons, this.level.root]) part.hidden = !isWalking;
    setText(this.words, connectionWords(state));
    setText(this.mic, this.isMicOn ? "Mic on" : "Mic off");
    this.mic.setAttribute("aria-pressed", String(this.isMicOn));
    this.level.set(meterValueOf(state.meters?.level ?? 0));
    setText(this.place, isWalking ? this.placeWords(state) : "");
  }

  private placeWords({ zones }: SessionState): string {
    const titles = new Map(this.walk.zones.map(({ id, title }) => [id, title || id]));
    const heard = zones.filter(({ weight }) => weight > HEARD);
    return heard
      .map(({ id, weight }) => `${titles.get(id) ?? id} ${Math.round(weight * 100)} %`)
      .join(" · ");
  }
}

/** A button that acts for as long as it is held. */
function holdButton(words: string, hold: (isHeld: boolean) => void): HTMLButtonElement {
  const made = button(words, "", () => undefined);
  made.addEventListener("pointerdown", ({ pointerId }) => {
    made.setPointerCapture(pointerId);
    hold(true);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    made.addEventListener(name, () => hold(false));
  }
  made.addEventListener("contextmenu", (event) => event.preventDefault());
  return made;
}
