import { expect, test } from "vitest";
import { tongueOf } from "./catalogue";
import { earWordsOf } from "./compose-ear-words";
import { surveyWordsOf } from "./compose-survey-words";
import { composeWordsOf } from "./compose-words";
import { rehearseWordsOf } from "./rehearse-words";
import { trustWordsOf } from "./trust-words";
import { fill, namesIn, toldIn, wordsIn } from "./words";

const CATALOGUES = [
  ["walk", tongueOf("en").words, tongueOf("fr").words],
  ["trust", trustWordsOf("en"), trustWordsOf("fr")],
  ["compose", composeWordsOf("en"), composeWordsOf("fr")],
  ["ear", earWordsOf("en"), earWordsOf("fr")],
  ["survey", surveyWordsOf("en"), surveyWordsOf("fr")],
  ["rehearse", rehearseWordsOf("en"), rehearseWordsOf("fr")],
] as const;

/** Every text of a catalogue by its path. */
function textsOf(words: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === "string") found.set(`${path}${key}`, value);
    else
      for (const [deep, text] of textsOf(value as object, `${path}${key}.`)) found.set(deep, text);
  }
  return found;
}

test.each(CATALOGUES)("%s: both languages have the same texts, none empty", (_, en, fr) => {
  expect([...textsOf(fr).keys()]).toEqual([...textsOf(en).keys()]);
  for (const text of [...textsOf(en).values(), ...textsOf(fr).values()]) expect(text).not.toBe("");
});

test.each(CATALOGUES)("%s: both languages expect the same placeholders", (_, en, fr) => {
  const french = textsOf(fr);
  for (const [path, text] of textsOf(en)) {
    expect([path, namesIn(french.get(path) ?? "")]).toEqual([path, namesIn(text)]);
  }
});

test.each(CATALOGUES)("%s: no French text can break before its punctuation", (_, _en, fr) => {
  for (const text of textsOf(fr).values()) expect(text).not.toMatch(/ [:;?!»]|« |'/);
});

test("a template is filled; a name without a value stays to be noticed", () => {
  expect(fill("{a} × {b} m", { a: 90, b: 80 })).toBe("90 × 80 m");
  expect(fill("{a} and {c}", { a: 1 })).toBe("1 and {c}");
});

test.each([
  ["plain words are everybody's", "The lawn", "fr", "The lawn"],
  ["the language's own", { en: "West", fr: "Ouest" }, "fr", "Ouest"],
  ["English where the language is missing", { de: "Westen", en: "West" }, "fr", "West"],
  ["the first where English is missing too", { de: "Westen", it: "Ovest" }, "fr", "Westen"],
  ["French with its spaces kept together", { fr: "Quoi ?" }, "fr", "Quoi\u202f?"],
  ["nothing where there is nothing", {}, "fr", ""],
])("%s", (_, words, language, expected) => {
  expect(wordsIn(words, language)).toBe(expected);
});

test.each([
  ["a translated text in the page's language", { en: "West", fr: "Ouest" }, "Ouest", "fr"],
  ["English where the language is missing", { de: "Westen", en: "West" }, "West", "en"],
  ["a plain text in the language its walk is written in", "Westen", "Westen", "de"],
])("%s is told with its language", (_, words, text, language) => {
  expect(toldIn(words, "fr", "de-AT")).toEqual({ text, language });
});
