import { expect, test } from "vitest";
import type { GeoJsonWalk, JsonObject } from "./document";
import {
  ACTIONS,
  actionKindOf,
  CONDITIONS,
  conditionKindOf,
  freshAction,
  freshCondition,
  freshSentence,
  ruleOf,
  rulesOf,
  sentenceOf,
  withRule,
} from "./rules";

const WALK: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices" },
  features: [],
};
const KNOWN = { zones: ["lawn", "pond"], samples: ["bell"], models: ["voices"] };

/** As documents write them. */
function rule(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

const RULES = [
  '{"id": "a", "when": {"entered": "lawn"}, "then": [{"say": "Hello"}], "once": true}',
  '{"when": {"not": {"inside": "pond", "for_s": 3}}, "then": [{"close": "lawn", "over_s": 1}]}',
  '{"id": "c", "when": {"any": [{"left": "lawn"}, {"not": {"chance": 0.5}}]}, "then": [{"remap": "lawn", "axes": [1, -1], "over_s": 0}, {"play": "bell"}]}',
];

test.each(RULES)("a rule is a sentence and comes back the same: %s", (text) => {
  const sentence = sentenceOf(rule(text));
  expect(sentence).not.toBeNull();
  expect(sentence === null ? null : ruleOf(sentence)).toEqual(rule(text));
});

test.each([
  '{"when": {"all": [{"any": [{"entered": "a"}, {"left": "b"}]}]}, "then": [{"say": "x"}]}',
  '{"when": {"moon": "full"}, "then": [{"say": "x"}]}',
  '{"when": {"entered": "a"}, "then": [{"explode": true}]}',
  '{"when": "now", "then": []}',
])("what is no sentence is kept as it is: %s", (text) => {
  expect(sentenceOf(rule(text))).toBeNull();
});

test("rules are added, exchanged and taken away; none leaves no member", () => {
  const first = ruleOf(freshSentence(KNOWN, "rule-1"));
  const one = withRule(WALK, 0, first);
  const text =
    '{"id": "rule-1", "when": {"entered": "lawn"}, "then": [{"say": "…"}], "once": true}';
  expect(rulesOf(one)).toEqual([rule(text)]);
  const two = withRule(one, 1, { ...first, id: "rule-2" });
  expect(rulesOf(withRule(two, 0, null)).map(({ id }) => id)).toEqual(["rule-2"]);
  expect(withRule(one, 0, null)).toEqual(WALK);
});

test("every kind has something to begin with", () => {
  expect(CONDITIONS.map((kind) => conditionKindOf(freshCondition(kind, KNOWN)))).toEqual([
    ...CONDITIONS,
  ]);
  expect(ACTIONS.map((kind) => actionKindOf(freshAction(kind, KNOWN)))).toEqual([...ACTIONS]);
});
