/** What lies under the walk: a map, and a picture that is chosen, laid by two clicks on it and two on the ground, faded, taken away. */
import {
  baseMapOf,
  type GroundPicture,
  groundPictureOf,
  withBaseMap,
  withGroundPicture,
} from "../../compose/ground-picture";
import { cornersOf, metresPerPixel, type PicturePoint, type Pin } from "../../compose/registration";
import { DraftApiError, fileAddress, fileNameOf, uploadFile } from "../../transport/draft-api";
import { fill } from "../../words/words";
import { button, element } from "../element";
import type { Desk } from "./desk";
import { Panel } from "./dialog";
import { choiceField, rangeField } from "./fields";
import { type BaseMap, TILES } from "./ground/base-map";
import type { MapGround } from "./ground/map-ground";
import type { Overlay } from "./ground-map";

const ACCEPT = ".png,.jpg,.jpeg,.webp";
const MOST_SIDE_PX = 4096; // what every graphics card takes

export class PictureTool {
  private overlay: Overlay | null = null;
  private laid = "";

  constructor(
    private readonly desk: Desk,
    private readonly ground: MapGround,
    private readonly base: BaseMap,
    private readonly say: (text: string | null) => void,
  ) {
    desk.store.subscribe(() => void this.render());
    void this.render();
  }

  /** Choose a picture, or change the one there is. */
  open(): void {
    const { store, plane, words } = this.desk;
    const picture = groundPictureOf(store.document, plane);
    const panel = new Panel(words.tools.picture, words.close);
    const w = words.picture;
    if (this.base.choices.length > 0) panel.body.append(this.baseField());
    const choose = button(w.choose, "choose-picture", "button", () => {
      panel.close();
      this.choose();
    });
    panel.body.append(element("p", "small", [w.lead]), choose);
    if (picture !== null) {
      const range = { least: 0.1, most: 1, step: 0.05 };
      panel.body.append(
        rangeField(w.opacity, picture.opacity, range, (opacity) =>
          this.keep({ ...picture, opacity }),
        ),
        element("p", "small", [
          fill(w.scale, { cm: Math.round(metresPerPixel(picture.pins) * 100) }),
        ]),
        button(w.remove, "remove-picture", "button-small is-bad", () => {
          this.keep(null);
          panel.close();
        }),
      );
    }
    panel.open();
  }

  private baseField(): HTMLElement {
    const { store, words } = this.desk;
    const w = words.picture;
    const choices = [
      { value: "", label: w.grid },
      ...this.base.choices.map((value) => ({ value, label: value === TILES ? w.tiles : value })),
    ];
    return choiceField(w.map, baseMapOf(store.document) ?? "", choices, (next) =>
      store.apply(words.did.picture, (walk) => withBaseMap(walk, next === "" ? null : next)),
    );
  }

  private choose(): void {
    const input = element("input", "", [], { type: "file", accept: ACCEPT });
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file !== undefined) void this.register(file);
    });
    input.click();
  }

  /** Two points on the picture, then the same two on the ground. */
  private async register(file: File): Promise<void> {
    const { store, words } = this.desk;
    const w = words.picture;
    const points = await this.pointsOn(URL.createObjectURL(file));
    if (points === null) return;
    const pins: Pin[] = [];
    for (const [index, point] of points.entries()) {
      this.say(fill(w.onGround, { number: index + 1 }));
      const place = await this.ground.pick();
      if (place === null) return this.say(null);
      pins.push({ point, place });
    }
    const [one, other] = pins;
    if (one === undefined || other === undefined) return;
    try {
      const kept = await uploadFile(store.id, fileNameOf(file.name), file);
      this.keep({ file: kept, pins: [one, other], opacity: 0.7 });
      this.say(null);
    } catch (error) {
      if (!(error instanceof DraftApiError)) throw error;
      this.say(fill(words.features.failed, { why: error.message }));
    }
  }

  private pointsOn(address: string): Promise<readonly [PicturePoint, PicturePoint] | null> {
    const { words } = this.desk;
    const panel = new Panel(words.picture.onPicture, words.cancel, "dialog-wide");
    const image = element("img", "pin-picture", [], { src: address, alt: "" });
    const frame = element("div", "pin-frame", [image]);
    panel.body.append(frame);
    const points: PicturePoint[] = [];
    return new Promise((resolve) => {
      panel.onClose(() => {
        URL.revokeObjectURL(address);
        resolve(null);
      });
      image.addEventListener("click", (event) => {
        const scale = image.naturalWidth / image.clientWidth;
        points.push({ x: event.offsetX * scale, y: event.offsetY * scale });
        frame.append(pinAt(event, image, points.length));
        const [one, other] = points;
        if (one === undefined || other === undefined) return;
        resolve([one, other]);
        panel.close();
      });
      panel.open();
    });
  }

  private keep(picture: GroundPicture | null): void {
    const { store, plane, words } = this.desk;
    const change = (walk: typeof store.document) => withGroundPicture(walk, picture, plane);
    store.apply(words.did.picture, change, "picture");
  }

  /** Lay the document's picture; what lies there already only fades. */
  private async render(): Promise<void> {
    const { store, plane } = this.desk;
    void this.base.show(baseMapOf(store.document));
    const picture = groundPictureOf(store.document, plane);
    const wanted = picture === null ? "" : JSON.stringify([picture.file, picture.pins]);
    if (wanted !== this.laid) {
      this.laid = wanted;
      this.overlay?.remove();
      this.overlay = null;
      const canvas = picture === null ? null : await drawn(fileAddress(store.id, picture.file));
      if (canvas === null || picture === null || wanted !== this.laid) return;
      const corners = cornersOf(picture.pins, canvas.naturalWidth, canvas.naturalHeight);
      if (corners !== null) this.overlay = this.ground.addPicture(canvas.canvas, corners, true);
    }
    if (picture !== null) this.overlay?.setOpacity(picture.opacity);
  }
}

interface DrawnPicture {
  readonly canvas: HTMLCanvasElement;
  readonly naturalWidth: number;
  readonly naturalHeight: number;
}

/** The picture on a canvas; `null` where it cannot be read. */
async function drawn(address: string): Promise<DrawnPicture | null> {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const { naturalWidth, naturalHeight } = image;
  const shrunk = Math.min(1, MOST_SIDE_PX / Math.max(naturalWidth, naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(naturalWidth * shrunk);
  canvas.height = Math.round(naturalHeight * shrunk);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return { canvas, naturalWidth, naturalHeight };
}

function pinAt(event: MouseEvent, image: HTMLElement, number: number): HTMLElement {
  const pin = element("span", "pin", [String(number)]);
  pin.style.left = `${image.offsetLeft + event.offsetX}px`;
  pin.style.top = `${image.offsetTop + event.offsetY}px`;
  return pin;
}
