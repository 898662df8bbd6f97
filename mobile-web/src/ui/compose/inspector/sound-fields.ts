/** How a zone sounds: the common fields first, the rare ones folded away. */
import type { JsonObject } from "../../../compose/document";
import { paceText } from "../../../compose/pace";
import { fill } from "../../../words/words";
import { button, element } from "../../element";
import { numberIn, objectIn, textIn } from "../desk";
import { choiceField, choicesOf, moreFields } from "../fields";
import { cycleFields } from "./cycle-fields";
import type { Editing } from "./editing";

const SHARE = { least: 0, most: 1, step: 0.05 };
const NONE = "none";
const HERTZ = { least: 40, most: 16_000, step: 10, unit: "Hz", isLogarithmic: true };
const SHARPNESS = { least: 0.3, most: 10, step: 0.1, isLogarithmic: true };
const AZIMUTH = { least: -180, most: 180, step: 5, unit: "°" };

/** Fields of a zone's sound; `ground` is the chooser of grounds, wherever it comes from. */
export function soundFields(editing: Editing, ground: HTMLElement | null): HTMLElement[] {
  const { words } = editing.desk;
  const w = words.inspector;
  const mapping = editing.sound.mapping ?? "silence";
  const fields = [element("h3", "fields-title", [w.sound]), ground];
  if (mapping !== "silence") {
    fields.push(
      editing.level(w.gain_db, "gain_db", 0, { least: -40, most: 12, step: 0.5, unit: "dB" }),
      editing.level(w.mic, "mic", 0, SHARE),
      ...mappingFields(editing),
      moreFields(w.more, rareFields(editing), isMoreOpen),
    );
  }
  const made = fields.filter((field) => field !== null);
  made.at(-1)?.addEventListener("toggle", (event) => {
    isMoreOpen = (event.target as HTMLDetailsElement).open;
  });
  return made;
}

let isMoreOpen = false; // the inspector is drawn anew with every selection

function mappingFields(editing: Editing): (HTMLElement | null)[] {
  const w = editing.desk.words.inspector;
  const metres = {
    least: 0.5,
    most: 200,
    step: 0.5,
    unit: "m",
    aside: paceText,
    isLogarithmic: true,
  };
  const scale = editing.level(w.scale_m, "scale_m", scaleOf(editing), metres);
  const motion = [
    editing.level(w.motion, "motion", 0, SHARE),
    editing.level(w.motion_s, "motion_s", 2, {
      least: 0.1,
      most: 60,
      step: 0.1,
      unit: "s",
      isLogarithmic: true,
    }),
  ];
  switch (editing.sound.mapping) {
    case "terrain":
      return [scale, ...motion, seedField(editing)];
    case "axes":
      return [scale, editing.choice(w.bound, "bound", w.bounds), ...motion];
    case "anchors":
    case "planted":
      return [editing.level(w.smooth_m, "smooth_m", 8, { ...metres, most: 60 })];
    case "fixed":
      return motion;
    case "prior":
      return [editing.level(w.temperature, "temperature", 1, { least: 0, most: 2, step: 0.05 })];
    default:
      return [];
  }
}

function scaleOf(editing: Editing): number {
  return editing.desk.store.document.latentwalk.frame === "local" ? 4 : 10; // the server's own
}

function seedField(editing: Editing): HTMLElement {
  const w = editing.desk.words.inspector;
  const seed = numberIn(editing.sound.seed, 0);
  const shuffle = button(w.reseed, "reseed", "button-small", () =>
    editing.setSound(w.seed, { seed: seed + 1 + Math.floor(Math.random() * 999) }),
  );
  return element("div", "field field-line", [
    element("span", "field-label", [w.seed]),
    element("span", "field-aside", [String(seed)]),
    shuffle,
  ]);
}

function rareFields(editing: Editing): (HTMLElement | null)[] {
  const { words, models, store } = editing.desk;
  const w = words.inspector;
  const own = { value: "", label: fill(w.ownModel, { model: store.document.latentwalk.model }) };
  const choices = [own, ...models.map((model) => ({ value: model, label: model }))];
  return [
    choiceField(w.model, editing.sound.model ?? "", choices, (model) =>
      editing.setSound(w.model, { model: model === "" ? undefined : model }),
    ),
    ...stageFields(editing),
    editing.choice(w.still, "still", w.stills),
    ...reverbFields(editing),
    ...filterFields(editing),
    ...cycleFields(editing),
  ];
}

function stageFields(editing: Editing): HTMLElement[] {
  const w = editing.desk.words.inspector;
  const stage = (): readonly [number, number] => editing.sound.stage_deg ?? [-60, 60];
  const [left, right] = stage();
  return [
    editing.slider(w.stageLeft, left, AZIMUTH, (next) =>
      editing.setSound(w.stage, { stage_deg: [next, stage()[1]] }),
    ),
    editing.slider(w.stageRight, right, AZIMUTH, (next) =>
      editing.setSound(w.stage, { stage_deg: [stage()[0], next] }),
    ),
  ];
}

function reverbFields(editing: Editing): (HTMLElement | null)[] {
  const w = editing.desk.words.inspector;
  const reverb = objectIn(editing.sound.reverb);
  const room = textIn(reverb.room, NONE);
  const wet = numberIn(reverb.wet, 0.3);
  const roomField = choiceField(w.reverb, room, choicesOf(w.rooms), (next) =>
    editing.setSound(w.reverb, { reverb: next === NONE ? undefined : { room: next, wet } }),
  );
  if (room === NONE) return [roomField];
  return [
    roomField,
    editing.slider(w.wet, wet, SHARE, (next) =>
      editing.setSound(w.reverb, { reverb: { room, wet: next } }),
    ),
  ];
}

function filterFields(editing: Editing): (HTMLElement | null)[] {
  const w = editing.desk.words.inspector;
  const filter = (): JsonObject => ({
    frequency_hz: 800,
    q: Math.round(Math.SQRT1_2 * 1000) / 1000,
    ...objectIn(editing.sound.filter),
  });
  const set = (change: JsonObject): void =>
    editing.setSound(w.filter, { filter: { ...filter(), ...change } });
  const { kind, frequency_hz: hz, q } = filter();
  const kindField = choiceField(w.filter, textIn(kind, NONE), choicesOf(w.filters), (next) => {
    if (next === NONE) editing.setSound(w.filter, { filter: undefined });
    else set({ kind: next });
  });
  if (kind === undefined) return [kindField];
  return [
    kindField,
    editing.slider(w.frequency_hz, numberIn(hz, 800), HERTZ, (next) => set({ frequency_hz: next })),
    editing.slider(w.q, numberIn(q, 1), SHARPNESS, (next) => set({ q: next })),
  ];
}
