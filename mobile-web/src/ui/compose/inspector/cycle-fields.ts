/** Slow changes of one latent axis: with the seconds, the day, the year, the sun, the tide. */
import type { JsonObject } from "../../../compose/document";
import { fill } from "../../../words/words";
import { button, element } from "../../element";
import { numberIn, objectIn, textIn } from "../desk";
import { choiceField, choicesOf } from "../fields";
import type { Editing } from "./editing";

const MOST_AXES = 64;

export function cycleFields(editing: Editing): HTMLElement[] {
  const w = editing.desk.words.inspector;
  const cycles = (): JsonObject[] => {
    const given: unknown = editing.sound.cycles;
    return Array.isArray(given) ? given.map((cycle) => objectIn(cycle as JsonObject)) : [];
  };
  const set = (next: readonly JsonObject[]): void =>
    editing.setSound(w.cycles, { cycles: next.length === 0 ? undefined : next });
  const add = button(w.addCycle, "add-cycle", "button-small", () =>
    set([...cycles(), { axis: cycles().length, depth: 1, preset: "period", period_s: 600 }]),
  );
  return [
    element("h3", "fields-title", [w.cycles]),
    ...cycles().map((cycle, index) =>
      cycleField(
        editing,
        cycle,
        (change) => set(cycles().map((each, at) => (at === index ? { ...each, ...change } : each))),
        () => set(cycles().filter((_, at) => at !== index)),
      ),
    ),
    add,
  ];
}

function cycleField(
  editing: Editing,
  cycle: JsonObject,
  change: (change: JsonObject) => void,
  takeAway: () => void,
): HTMLElement {
  const w = editing.desk.words.inspector;
  const [axis, preset] = [numberIn(cycle.axis, 0), textIn(cycle.preset, "period")];
  const seconds = { least: 1, most: 86_400, step: 1, unit: "s", isLogarithmic: true };
  return element("fieldset", "cycle", [
    element("legend", "", [fill(w.cycle, { axis: axis + 1 })]),
    editing.slider(w.axis, axis + 1, { least: 1, most: MOST_AXES, step: 1 }, (next) =>
      change({ axis: next - 1 }),
    ),
    editing.slider(w.depth, numberIn(cycle.depth, 1), { least: -3, most: 3, step: 0.1 }, (depth) =>
      change({ depth }),
    ),
    choiceField(w.preset, preset, choicesOf(w.presets), (next) => change({ preset: next })),
    preset === "period"
      ? editing.slider(w.period_s, numberIn(cycle.period_s, 600), seconds, (next) =>
          change({ period_s: next }),
        )
      : null,
    button(w.takeCycle, "take-cycle", "quiet", takeAway),
  ]);
}
