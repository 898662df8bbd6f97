/**
 * Rules as sentences: *when* all or any of some conditions hold, *then* some things happen. Deeper
 * nesting is kept as it is and only shown. Pure.
 */
import { type GeoJsonWalk, type Json, type JsonObject, withPiece } from "./document";

const THEN = "then"; // as a name of its own: an object with it must not look like a promise

export const CONDITIONS = [
  "entered",
  "left",
  "inside",
  "visited",
  "order",
  "speed_mps",
  "heading_deg",
  "local_time",
  "chance",
] as const;
export type ConditionKind = (typeof CONDITIONS)[number];

export const ACTIONS = ["say", "play", "open", "close", "remap", "zone"] as const;
export type ActionKind = (typeof ACTIONS)[number];

/** One condition of a sentence; `isNot` turns it round. */
export interface Clause {
  readonly isNot: boolean;
  readonly condition: JsonObject;
}

export interface Sentence {
  readonly id: string;
  readonly match: "all" | "any";
  readonly when: readonly Clause[];
  readonly acts: readonly JsonObject[]; // the document's "then"
  readonly isOnce: boolean;
}

/** What a new condition or action refers to: something that is there. */
export interface Known {
  readonly zones: readonly string[];
  readonly samples: readonly string[];
  readonly models: readonly string[];
}

export function rulesOf({ latentwalk }: GeoJsonWalk): readonly JsonObject[] {
  const { rules } = latentwalk;
  return Array.isArray(rules) ? rules.filter(isObject) : [];
}

/** The walk with one rule exchanged or added (`index` at the end), or taken away (`null`). */
export function withRule(walk: GeoJsonWalk, index: number, rule: JsonObject | null): GeoJsonWalk {
  const rules = [...rulesOf(walk)];
  rules.splice(index, 1, ...(rule === null ? [] : [rule]));
  return withPiece(walk, { rules: rules.length === 0 ? undefined : rules });
}

/** The rule as a sentence; `null` where it is nested deeper than one. */
export function sentenceOf(rule: JsonObject): Sentence | null {
  const { id, when, once } = rule;
  const acts = Array.isArray(rule.then) ? rule.then.filter(isObject) : [];
  if (!isObject(when) || acts.some((action) => actionKindOf(action) === null)) return null;
  const match = Array.isArray(when.any) ? "any" : "all";
  const listed = when[match];
  const clauses = (Array.isArray(listed) ? listed : [when]).map(clauseOf);
  if (clauses.some((clause) => clause === null)) return null;
  return {
    id: typeof id === "string" ? id : "",
    match,
    when: clauses.filter((clause) => clause !== null),
    acts,
    isOnce: once === true,
  };
}

/** The sentence as a rule; a single condition stands alone. */
export function ruleOf({ id, match, when, acts, isOnce }: Sentence): JsonObject {
  const conditions = when.map(({ isNot, condition }) => (isNot ? { not: condition } : condition));
  const [only] = conditions;
  return {
    ...(id === "" ? {} : { id }),
    when: conditions.length === 1 && only !== undefined ? only : { [match]: conditions },
    [THEN]: acts,
    ...(isOnce ? { once: true } : {}),
  };
}

export function conditionKindOf(condition: JsonObject): ConditionKind | null {
  return CONDITIONS.find((kind) => condition[kind] !== undefined) ?? null;
}

export function actionKindOf(action: JsonObject): ActionKind | null {
  return ACTIONS.find((kind) => action[kind] !== undefined) ?? null;
}

/** A condition of a kind, about the first thing there is. */
export function freshCondition(kind: ConditionKind, { zones }: Known): JsonObject {
  const zone = zones[0] ?? "";
  switch (kind) {
    case "entered":
    case "left":
      return { [kind]: zone };
    case "inside":
      return { inside: zone, for_s: 60 };
    case "visited":
      return { visited: zone, times: 2 };
    case "order":
      return { order: zones.slice(0, 2) };
    case "speed_mps":
      return { speed_mps: [0, 0.3] };
    case "heading_deg":
      return { heading_deg: [315, 45] };
    case "local_time":
      return { local_time: ["18:00", "06:00"] };
    case "chance":
      return { chance: 0.5 };
    default:
      return kind satisfies never;
  }
}

/** An action of a kind, about the first thing there is. */
export function freshAction(kind: ActionKind, { zones, samples, models }: Known): JsonObject {
  const zone = zones[0] ?? "";
  switch (kind) {
    case "say":
      return { say: "…" };
    case "play":
      return { play: samples[0] ?? "" };
    case "open":
    case "close":
      return { [kind]: zone, over_s: 3 };
    case "remap":
      return { remap: zone, axes: [1, 0], over_s: 0 };
    case "zone":
      return { zone, model: models[0] ?? "" };
    default:
      return kind satisfies never;
  }
}

/** A first rule: coming into the first zone says something. */
export function freshSentence(known: Known, id: string): Sentence {
  const clause = { isNot: false, condition: freshCondition("entered", known) };
  return { id, match: "all", when: [clause], acts: [freshAction("say", known)], isOnce: true };
}

function clauseOf(value: Json): Clause | null {
  if (!isObject(value)) return null;
  const isNot = isObject(value.not);
  const condition = isObject(value.not) ? value.not : value;
  return conditionKindOf(condition) === null ? null : { isNot, condition };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
