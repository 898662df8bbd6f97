/** The blanks of a sentence: what a condition or an action is about. */
import { idOf, type Json, type JsonObject, kindOf } from "../../../compose/document";
import {
  type ActionKind,
  actionKindOf,
  type ConditionKind,
  conditionKindOf,
  type Known,
} from "../../../compose/rules";
import { type Words, wordsIn } from "../../../words/words";
import { element } from "../../element";
import { type Desk, nameOf, numberIn, textIn, withWords } from "../desk";
import { type Choice, choiceField, labelled, textField } from "../fields";

type Set = (change: JsonObject) => void;

/** What rules can speak of. */
export function knownOf({ store, models }: Desk): Known {
  const ids = (kind: string): string[] =>
    store.document.features.filter((feature) => kindOf(feature) === kind).map(idOf);
  const own = store.document.latentwalk.model;
  return {
    zones: ids("zone"),
    samples: ids("sample"),
    models: models.length === 0 ? [own] : models,
  };
}

export function conditionFields(desk: Desk, condition: JsonObject, set: Set): HTMLElement[] {
  const w = desk.words.rules;
  const kind = conditionKindOf(condition);
  if (kind === null) return [];
  switch (kind) {
    case "entered":
    case "left":
      return [featureField(desk, w.zone, "zone", kind, condition, set)];
    case "inside":
      return [
        featureField(desk, w.zone, "zone", kind, condition, set),
        numberField(w.forS, numberIn(condition.for_s, 0), (for_s) => set({ for_s })),
      ];
    case "visited":
      return [
        featureField(desk, w.zone, "zone", kind, condition, set),
        numberField(w.times, numberIn(condition.times, 1), (times) =>
          set({ times: Math.max(1, Math.round(times)) }),
        ),
      ];
    case "order":
      return [listField(w.zones, condition.order, (order) => set({ order }))];
    case "speed_mps":
      return pairFields(desk, kind, condition, set, "m/s");
    case "heading_deg":
      return pairFields(desk, kind, condition, set, "°");
    case "local_time":
      return timeFields(desk, condition, set);
    case "chance":
      return [
        numberField(w.probability, numberIn(condition.chance, 0.5), (chance) =>
          set({ chance: Math.min(1, Math.max(0, chance)) }),
        ),
      ];
    default:
      return kind satisfies never;
  }
}

export function actionFields(desk: Desk, action: JsonObject, set: Set): HTMLElement[] {
  const w = desk.words.rules;
  const kind = actionKindOf(action);
  if (kind === null) return [];
  const over = () => numberField(w.overS, numberIn(action.over_s, 0), (over_s) => set({ over_s }));
  switch (kind) {
    case "say": {
      const said = (action.say ?? "") as Words;
      return [
        textField(w.words, wordsIn(said, desk.language), (text) =>
          set({ say: withWords(said, desk.language, text) }),
        ),
      ];
    }
    case "play":
      return [featureField(desk, w.sample, "sample", kind, action, set)];
    case "open":
    case "close":
      return [featureField(desk, w.zone, "zone", kind, action, set), over()];
    case "remap":
      return [
        featureField(desk, w.zone, "zone", kind, action, set),
        axesField(w.axes, action.axes, (axes) => set({ axes })),
        over(),
      ];
    case "zone":
      return [
        featureField(desk, w.zone, "zone", kind, action, set),
        choiceField(w.model, textIn(action.model), plain(knownOf(desk).models), (model) =>
          set({ model }),
        ),
      ];
    default:
      return kind satisfies never;
  }
}

function featureField(
  { store, language }: Desk,
  label: string,
  what: "zone" | "sample",
  member: ConditionKind | ActionKind,
  object: JsonObject,
  set: Set,
): HTMLElement {
  const choices: Choice[] = store.document.features
    .filter((feature) => kindOf(feature) === what)
    .map((feature) => ({ value: idOf(feature), label: nameOf(feature, language) }));
  const value = textIn(object[member]);
  if (!choices.some((choice) => choice.value === value)) choices.unshift({ value, label: value });
  return choiceField(label, value, choices, (next) => set({ [member]: next }));
}

function pairFields(
  { words }: Desk,
  member: "speed_mps" | "heading_deg",
  condition: JsonObject,
  set: Set,
  unit: string,
): HTMLElement[] {
  const given = condition[member];
  const [first, second] = Array.isArray(given) ? (given as readonly Json[]) : [];
  const [low, high] = [numberIn(first, 0), numberIn(second, 0)];
  return [
    numberField(`${words.rules.from} (${unit})`, low, (next) => set({ [member]: [next, high] })),
    numberField(`${words.rules.to} (${unit})`, high, (next) => set({ [member]: [low, next] })),
  ];
}

function timeFields({ words }: Desk, condition: JsonObject, set: Set): HTMLElement[] {
  const given = condition.local_time;
  const [first, second] = Array.isArray(given) ? (given as readonly Json[]) : [];
  const times = [textIn(first, "18:00"), textIn(second, "06:00")];
  return [words.rules.from, words.rules.to].map((label, index) => {
    const input = element("input", "input", [], { type: "time", value: times[index] ?? "" });
    input.addEventListener("change", () => {
      if (input.value === "") return;
      set({ local_time: times.map((time, at) => (at === index ? input.value : time)) });
    });
    return labelled(label, input);
  });
}

function numberField(label: string, value: number, onChange: (value: number) => void): HTMLElement {
  const input = element("input", "input", [], {
    type: "number",
    step: "any",
    value: String(value),
  });
  input.addEventListener("change", () => {
    if (Number.isFinite(input.valueAsNumber)) onChange(input.valueAsNumber);
  });
  return labelled(label, input);
}

function listField(
  label: string,
  value: Json | undefined,
  onChange: (ids: string[]) => void,
): HTMLElement {
  const ids = Array.isArray(value) ? value.map(String) : [];
  return textField(label, ids.join(", "), (text) =>
    onChange(
      text
        .split(",")
        .map((id) => id.trim())
        .filter((id) => id !== ""),
    ),
  );
}

/** Axes as people count: from 1, minus for turned round; the document's -1 - n is axis n turned. */
function axesField(
  label: string,
  value: Json | undefined,
  onChange: (axes: number[]) => void,
): HTMLElement {
  const axes = Array.isArray(value) ? value.map((axis) => numberIn(axis as Json, 0)) : [];
  const shown = axes.map((axis) => (axis >= 0 ? axis + 1 : axis)).join(", ");
  return textField(label, shown, (text) => {
    const read = text
      .split(",")
      .map(Number)
      .filter((axis) => Number.isInteger(axis) && axis !== 0);
    if (read.length > 0) onChange(read.map((axis) => (axis > 0 ? axis - 1 : axis)));
  });
}

function plain(ids: readonly string[]): Choice[] {
  return ids.map((id) => ({ value: id, label: id }));
}
