/** Full black, for the pocket: it swallows every touch but a long, steady one. */
import type { Catalogue } from "../words/catalogue";
import { drawn } from "./drawing";
import { button, element, setText } from "./element";
import { PocketHold } from "./pocket-hold";

const HINT_MS = 3000;
const RING_RADIUS = 52; // pixels: wider than a thumb
const RING_LENGTH = 2 * Math.PI * RING_RADIUS;
const SWALLOWED = ["touchstart", "touchmove", "contextmenu", "dblclick", "gesturestart", "wheel"];

export class PocketScreen {
  readonly root: HTMLElement;
  private readonly hold = new PocketHold();
  private readonly hint = element("p", "pocket-hint");
  private readonly said = element("p", "unseen", [], { role: "status" });
  private readonly surface: HTMLButtonElement;
  private readonly ring: SVGSVGElement;
  private readonly arc: SVGCircleElement;
  private hintTimer: ReturnType<typeof setTimeout> | null = null;
  private frame = 0;

  constructor(
    private readonly words: Catalogue,
    private readonly stop: () => void,
  ) {
    this.arc = drawn("circle", { r: RING_RADIUS, class: "pocket-arc" });
    this.arc.style.strokeDasharray = `${RING_LENGTH}`;
    this.ring = drawn("svg", { viewBox: "-60 -60 120 120", class: "pocket-ring" }, [this.arc]);
    this.surface = button("", "pocket-surface", "pocket-surface", () => undefined);
    this.surface.setAttribute("aria-label", words.pocket.label);
    this.root = element("div", "pocket", [this.surface, this.hint, this.said]);
    this.surface.append(this.ring);
    this.root.hidden = true;
    this.root.dataset.stage = "idle";
    this.listen();
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  open(): void {
    this.root.hidden = false;
    this.surface.focus();
    setText(this.said, this.words.pocket.asleep);
    this.showHint();
    colourOfBrowser("#000000");
    // Where phones allow it, the browser's own bars go too; nothing depends on it.
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    history.pushState({ pocket: true }, ""); // a swipe back from the edge ends here
    addEventListener("popstate", this.onBack);
  }

  close(): void {
    if (!this.isOpen) return;
    removeEventListener("popstate", this.onBack);
    if (isGuard(history.state)) history.back();
    this.hold.cancel();
    this.draw();
    this.root.hidden = true;
    setText(this.said, "");
    colourOfBrowser(null);
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  }

  private readonly onBack = (): void => history.pushState({ pocket: true }, "");

  private listen(): void {
    const { root } = this;
    for (const name of SWALLOWED) {
      root.addEventListener(name, (event) => event.preventDefault(), { passive: false });
    }
    root.addEventListener("pointerdown", (event) => {
      this.hold.press(event.pointerId, event.clientX, event.clientY, performance.now());
      this.ring.style.left = `${event.clientX}px`;
      this.ring.style.top = `${event.clientY}px`;
      this.showHint();
      this.draw();
    });
    root.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
      this.hold.move(pointerId, clientX, clientY);
    });
    root.addEventListener("pointerup", ({ pointerId }) => {
      if (this.hold.release(pointerId, performance.now())) this.close();
      else this.showHint(); // and let it fade again
    });
    root.addEventListener("pointercancel", () => {
      this.hold.cancel();
      this.showHint();
    });
    // A keyboard or a screen reader, which no pocket has, wakes with one press.
    this.surface.addEventListener("click", ({ detail }) => {
      if (detail === 0) this.close();
    });
  }

  /** Draws only while a thumb holds. */
  private draw(): void {
    cancelAnimationFrame(this.frame);
    const nowMs = performance.now();
    const stage = this.hold.stage(nowMs);
    this.root.dataset.stage = stage;
    this.arc.style.strokeDashoffset = `${RING_LENGTH * (1 - this.hold.progress(nowMs))}`;
    if (stage === "idle") {
      setText(this.hint, this.words.pocket.hint);
      return;
    }
    if (stage === "stopped") {
      this.close();
      this.stop();
      return;
    }
    setText(this.hint, stage === "waking" ? this.words.pocket.wake : this.words.pocket.holding);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  private showHint(): void {
    if (this.hintTimer !== null) clearTimeout(this.hintTimer);
    setText(this.hint, this.words.pocket.hint);
    this.root.classList.add("hinted");
    this.hintTimer = setTimeout(() => {
      if (this.hold.stage(performance.now()) === "idle") this.root.classList.remove("hinted");
    }, HINT_MS);
  }
}

function isGuard(state: unknown): boolean {
  return typeof state === "object" && state !== null && "pocket" in state;
}

/** The bars that a browser draws around the page; `null` gives them their usual colour. */
function colourOfBrowser(colour: string | null): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
  if (meta === null) return;
  meta.dataset.usual ??= meta.content;
  meta.content = colour ?? meta.dataset.usual;
}
