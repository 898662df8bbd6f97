/** The editor's ear: the listener on the map, and three rooms under it: palette, axes, relief. */
import { fetchLatentSizes } from "../../../transport/ear-api";
import { earWordsOf } from "../../../words/compose-ear-words";
import { button, element } from "../../element";
import type { Desk } from "../desk";
import { choiceField } from "../fields";
import type { GroundMap } from "../ground-map";
import { AxesView } from "./axes-view";
import type { EarDesk } from "./ear-desk";
import { FileMoment } from "./file-moment";
import { GroundChooser } from "./ground-chooser";
import { ListenBar } from "./listen-bar";
import { ListenerMark } from "./listener-mark";
import { Listening } from "./listening";
import { PadView } from "./pad-view";
import { ReliefView } from "./relief-view";
import { SwatchShelf } from "./swatch-shelf";
import { Trying } from "./trying";

const ROOMS = ["palette", "axes", "relief"] as const;
type Room = (typeof ROOMS)[number];

export class EarPanel {
  readonly root: HTMLElement;
  private readonly desk: EarDesk;
  private readonly trying: Trying;
  private readonly chooser: GroundChooser;
  private readonly pad: PadView;
  private readonly axes: AxesView;
  private readonly relief: ReliefView;
  private readonly rooms: Readonly<Record<Room, HTMLElement>>;
  private readonly tabs: Readonly<Record<Room, HTMLButtonElement>>;
  private readonly drawer = element("div", "ear-drawer");
  private readonly modelChoice = element("div", "ear-model");
  private opened: Room | null = null;
  private model: string;

  constructor(desk: Desk, ground: GroundMap) {
    this.desk = earDeskOf(desk, ground);
    const { store, listening, ear } = this.desk;
    const model = (): string => this.model;
    this.model = store.document.latentwalk.model;
    this.trying = new Trying(listening);
    this.chooser = new GroundChooser(this.desk);
    this.pad = new PadView(this.desk, this.trying, model);
    this.axes = new AxesView(this.desk, this.trying, model);
    this.relief = new ReliefView(this.desk);
    this.rooms = {
      palette: element("div", "ear-room palette", [
        this.pad.root,
        shelfOf(this.desk, this.trying, model),
      ]),
      axes: element("div", "ear-room", [this.axes.root]),
      relief: element("div", "ear-room", [this.relief.root]),
    };
    this.tabs = {
      palette: this.tab("palette"),
      axes: this.tab("axes"),
      relief: this.tab("relief"),
    };
    this.drawer.append(...Object.values(this.rooms));
    const bar = new ListenBar(this.desk, element("div", "ear-tabs", Object.values(this.tabs)));
    this.root = element("section", "ear", [this.drawer, bar.root], { "aria-label": ear.label });
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.putListener();
    store.subscribe(() => this.render());
    this.open(null);
    this.renderModels();
    void this.learnSizes();
  }

  /** The chooser of grounds for a zone, to be put among its settings. */
  chooserFor(id: string): HTMLElement {
    this.chooser.show(id);
    return this.chooser.root;
  }

  private putListener(): void {
    const { ground, listening, ear } = this.desk;
    new ListenerMark(
      ground,
      listening,
      ear.listener,
      () => void listening.start(),
      () => this.trying.letGo(), // the place is to be heard now
    );
  }

  private tab(room: Room): HTMLButtonElement {
    return button(this.desk.ear[room], `ear-${room}`, "button-small", () =>
      this.open(this.opened === room ? null : room),
    );
  }

  private open(room: Room | null): void {
    this.opened = room;
    this.drawer.hidden = room === null;
    for (const each of ROOMS) {
      this.rooms[each].hidden = each !== room;
      this.tabs[each].setAttribute("aria-expanded", String(each === room));
    }
    if (room !== "palette") this.trying.letGo();
    if (room !== "axes") this.axes.close();
    if (room !== "relief") this.relief.close();
    if (room === "palette") this.pad.modelPlace.append(this.modelChoice);
    if (room === "axes") this.axes.modelPlace.append(this.modelChoice);
    this.render();
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    if (this.trying.held !== null) this.trying.letGo();
    else if (this.opened !== null) this.open(null);
    else return;
    event.preventDefault();
  }

  private async learnSizes(): Promise<void> {
    this.desk.latentSizes = await fetchLatentSizes();
    this.render();
  }

  private render(): void {
    if (this.opened === "palette") this.pad.render();
    if (this.opened === "axes") this.axes.render();
  }

  private renderModels(): void {
    const { models, store } = this.desk;
    const ids = [...new Set([store.document.latentwalk.model, ...models])];
    if (ids.length < 2) return;
    const choices = ids.map((id) => ({ value: id, label: id }));
    this.modelChoice.replaceChildren(
      choiceField(this.desk.ear.model, this.model, choices, (model) => {
        this.model = model;
        this.trying.letGo();
        this.render();
      }),
    );
  }
}

function earDeskOf(desk: Desk, ground: GroundMap): EarDesk {
  const { store, plane, language } = desk;
  const listening = new Listening(store.id, store.document, plane);
  return { ...desk, ground, listening, ear: earWordsOf(language), latentSizes: new Map() };
}

/** The shelf of kept sounds, and the way to keep a moment of a file. */
function shelfOf(desk: EarDesk, trying: Trying, model: () => string): HTMLElement {
  const shelf = new SwatchShelf(desk, trying);
  shelf.root.append(new FileMoment(desk, shelf, trying, model).root);
  return shelf.root;
}
