/** The grounds of a zone by plain name: heard while pointed at, focused or held, taken by a tap. */
import { featureOf } from "../../../compose/document";
import { GROUNDS, type GroundName, groundOf, withGround } from "../../../compose/ear/grounds";
import { element, setText } from "../../element";
import { isMicOn } from "../../walking-view";
import { type EarDesk, latentSizeOf } from "./ear-desk";
import { type Auditioned, GroundAudition, isTruly } from "./ground-audition";

const HELD_MS = 500; // a finger that rests this long wanted to hear, not to take

export class GroundChooser {
  readonly root: HTMLElement;
  private readonly buttons: ReadonlyMap<GroundName, HTMLButtonElement>;
  private readonly note = element("p", "small ground-note", [], { role: "status" });
  private readonly audition: GroundAudition;
  private pressedMs = 0;
  private id = "";

  constructor(private readonly desk: EarDesk) {
    const { ear } = desk;
    this.audition = new GroundAudition(desk, (heard) => this.say(heard));
    this.buttons = new Map(GROUNDS.map((ground) => [ground, this.buttonOf(ground)]));
    const group = element("div", "grounds", [...this.buttons.values()], {
      role: "radiogroup",
      "aria-label": ear.grounds.label,
    });
    group.addEventListener("keydown", (event) => this.key(event));
    this.root = element("div", "ground-chooser", [group, this.note]);
    document.addEventListener("visibilitychange", () => this.audition.end());
    // The inspector may be drawn anew under the pointer: then no button hears it leave.
    document.addEventListener("pointermove", ({ target }) => {
      if (!(target instanceof Node) || !group.contains(target)) this.endPointed();
    });
  }

  /** Show which ground a zone is now. */
  show(id: string): void {
    if (id !== this.id) this.audition.end();
    this.id = id;
    const zone = featureOf(this.desk.store.document, this.id);
    const now = zone === null ? null : groundOf(zone);
    for (const [ground, made] of this.buttons) {
      made.setAttribute("aria-checked", String(ground === now));
      made.tabIndex = ground === (now ?? GROUNDS[0]) ? 0 : -1;
    }
    this.say(this.audition.heard);
  }

  private buttonOf(ground: GroundName): HTMLButtonElement {
    const { grounds } = this.desk.ear;
    const made = element(
      "button",
      "ground-choice",
      [
        element("span", "ground-name", [grounds[ground]]),
        element("span", "ground-mapping", [grounds.mappings[ground]], { lang: "en" }),
      ],
      { type: "button", role: "radio", "data-ground": ground, "data-action": `ground-${ground}` },
    );
    const begin = (): void => this.begin(ground);
    made.addEventListener("pointerenter", begin);
    made.addEventListener("pointerleave", () => this.audition.end());
    made.addEventListener("pointercancel", () => this.audition.end());
    made.addEventListener("contextmenu", (event) => event.preventDefault()); // of a long press
    made.addEventListener("focus", () => {
      if (made.matches(":focus-visible")) begin();
    });
    made.addEventListener("blur", () => this.audition.end());
    made.addEventListener("pointerdown", ({ timeStamp }) => {
      this.pressedMs = timeStamp;
    });
    made.addEventListener("click", (event) => {
      const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
      const wasHeld = isTouch && event.timeStamp - this.pressedMs > HELD_MS;
      this.audition.end();
      if (!wasHeld) this.take(ground);
    });
    return made;
  }

  /** What the zone is already is heard on the ground itself. */
  private begin(ground: GroundName): void {
    const zone = featureOf(this.desk.store.document, this.id);
    if (zone === null || groundOf(zone) === ground) this.audition.end();
    else this.audition.begin(this.id, ground);
  }

  private take(ground: GroundName): void {
    const { store, plane, ear } = this.desk;
    const zone = featureOf(store.document, this.id);
    if (zone === null || groundOf(zone) === ground) return;
    const model = zone.properties.sound?.model ?? store.document.latentwalk.model;
    const size = latentSizeOf(this.desk, model);
    store.apply(ear.grounds.did, (walk) => withGround(walk, this.id, ground, size, plane));
  }

  private key(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const all = [...this.buttons.values()];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[(at + by + all.length) % all.length]?.focus();
  }

  private endPointed(): void {
    if (!this.root.contains(document.activeElement)) this.audition.end();
  }

  private say(heard: Auditioned | null): void {
    const { grounds, first } = this.desk.ear;
    const { isOn } = this.desk.listening;
    if (!isOn) setText(this.note, `${first} ${grounds.how}`);
    else setText(this.note, heard === null ? grounds.how : this.toldOf(heard.ground));
  }

  private toldOf(ground: GroundName): string {
    const { grounds } = this.desk.ear;
    if (ground === "steps" && !isMicOn(this.desk.listening.state)) return grounds.needsMic;
    if (ground === "dreaming") return grounds.dreams;
    return isTruly(ground) ? grounds.truly : grounds.kindOf;
  }
}
