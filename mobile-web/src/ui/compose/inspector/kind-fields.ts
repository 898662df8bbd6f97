/** The fields each kind of feature has. */
import { kindOf, type WalkFeature } from "../../../compose/document";
import { paceText } from "../../../compose/pace";
import { fileAddress } from "../../../transport/draft-api";
import { element } from "../../element";
import { nameOf, textIn } from "../desk";
import {
  type Choice,
  choiceField,
  choicesOf,
  colourField,
  moreFields,
  switchField,
} from "../fields";
import type { Editing } from "./editing";
import { soundFields } from "./sound-fields";

const METRES = { unit: "m", aside: paceText } as const;
const RADIUS = { ...METRES, least: 1, most: 500, step: 0.5, isLogarithmic: true };
const LOUDNESS = { least: -40, most: 12, step: 0.5, unit: "dB" };

export function kindFields(editing: Editing, ground: HTMLElement | null): (HTMLElement | null)[] {
  const kind = kindOf(editing.feature);
  switch (kind) {
    case "zone":
      return zoneFields(editing, ground);
    case "hush":
      return hushFields(editing);
    case "landmark":
      return landmarkFields(editing);
    case "sample":
      return sampleFields(editing);
    case "anchor":
      return [zoneOf(editing, "anchors"), valuesOf(editing)];
    case "planted":
      return [zoneOf(editing, "planted"), fileOf(editing)];
    default:
      return kind satisfies never;
  }
}

function zoneFields(editing: Editing, ground: HTMLElement | null): (HTMLElement | null)[] {
  const w = editing.desk.words.inspector;
  const { colour, is_open: isOpen } = editing.feature.properties;
  return [
    colourField(w.colour, colour ?? "#8899aa", (next) =>
      editing.slide(() => editing.set(w.colour, { colour: next })),
    ),
    ...sizeFields(editing),
    editing.property(w.fade_m, "fade_m", 10, { ...METRES, least: 0, most: 60, step: 0.5 }),
    ...soundFields(editing, ground),
    moreFields(w.shape, [
      editing.property(w.priority, "priority", 0, { least: -5, most: 5, step: 1 }),
      editing.property(w.weight, "weight", 1, { least: 0, most: 1, step: 0.05 }),
      editing.property(w.hysteresis_m, "hysteresis_m", 3, {
        ...METRES,
        least: 0,
        most: 30,
        step: 0.5,
      }),
      editing.property(w.dwell_s, "dwell_s", 0, { least: 0, most: 60, step: 1, unit: "s" }),
      switchField(w.isOpen, isOpen !== false, (next) =>
        editing.set(w.isOpen, { is_open: next ? undefined : false }),
      ),
    ]),
  ];
}

function sizeFields(editing: Editing): HTMLElement[] {
  const w = editing.desk.words.inspector;
  const { geometry } = editing.feature;
  if (geometry.type === "Point") return [editing.property(w.radius_m, "radius_m", 15, RADIUS)];
  if (geometry.type !== "LineString") return [];
  return [editing.property(w.width_m, "width_m", 6, { ...RADIUS, most: 100 })];
}

function hushFields(editing: Editing): HTMLElement[] {
  const w = editing.desk.words.inspector;
  const hush = textIn(editing.feature.properties.hush, "road");
  return [
    choiceField(w.hush, hush, choicesOf(w.hushes), (next) => editing.set(w.hush, { hush: next })),
    ...sizeFields(editing),
    editing.property(w.hush_m, "hush_m", 15, { ...METRES, least: 0, most: 60, step: 1 }),
  ];
}

function landmarkFields(editing: Editing): HTMLElement[] {
  const w = editing.desk.words.inspector;
  const { colour } = editing.feature.properties;
  return [
    colourField(w.colour, colour ?? "#f2efe6", (next) =>
      editing.slide(() => editing.set(w.colour, { colour: next })),
    ),
    editing.property(w.radius_m, "radius_m", 1, { ...RADIUS, least: 0.2, most: 20, step: 0.1 }),
    editing.property(w.up_m, "up_m", 0, { least: -5, most: 30, step: 0.1, unit: "m" }),
  ];
}

function sampleFields(editing: Editing): HTMLElement[] {
  const w = editing.desk.words.inspector;
  const playing = textIn(editing.feature.properties.playing, "loop");
  return [
    fileOf(editing),
    editing.property(w.sampleRadius, "radius_m", 20, RADIUS),
    editing.property(w.gain_db, "gain_db", 0, LOUDNESS),
    choiceField(w.playing, playing, choicesOf(w.playings), (next) =>
      editing.set(w.playing, { playing: next }),
    ),
  ];
}

/** Which zone it belongs to, among those that listen to such things. */
function zoneOf(editing: Editing, mapping: "anchors" | "planted"): HTMLElement {
  const { words, store, language } = editing.desk;
  const own = editing.feature.properties.zone ?? "";
  const listens = (zone: WalkFeature): boolean =>
    kindOf(zone) === "zone" &&
    (zone.properties.sound?.mapping === mapping || zone.properties.id === own);
  const choices: Choice[] = store.document.features.filter(listens).map((zone) => ({
    value: zone.properties.id ?? "",
    label: nameOf(zone, language),
  }));
  return choiceField(words.inspector.zoneOf, own, choices, (zone) =>
    editing.set(words.inspector.zoneOf, { zone }),
  );
}

function valuesOf(editing: Editing): HTMLElement {
  const values = editing.feature.properties.values ?? [];
  return line(
    editing.desk.words.inspector.values,
    values.map((value) => value.toFixed(2)).join("  "),
  );
}

/** The file's name, and the recording itself to be heard. */
function fileOf(editing: Editing): HTMLElement {
  const file = editing.feature.properties.file ?? "";
  const src = fileAddress(editing.desk.store.id, file);
  return element("div", "field-file", [
    line(editing.desk.words.inspector.file, file),
    element("audio", "file-sound", [], { src, controls: "", preload: "none" }),
  ]);
}

function line(label: string, text: string): HTMLElement {
  return element("div", "field field-line", [
    element("span", "field-label", [label]),
    element("span", "field-value", [text]),
  ]);
}
