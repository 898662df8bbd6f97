import { expect, test } from "vitest";
import { chooseLanguage, languageOf } from "./language";
import { typesetFrench } from "./typeset";

test.each([
  ["the address wins", "fr", "en", ["en-GB"], "fr"],
  ["then what was chosen before", null, "fr", ["en"], "fr"],
  ["then the browser's first that we speak", null, null, ["de-CH", "fr-CA", "en"], "fr"],
  ["a language we do not speak is passed over", "de", "xx", ["fr"], "fr"],
  ["and English when nobody asks", null, null, [], "en"],
] as const)("%s", (_, asked, kept, preferred, expected) => {
  expect(chooseLanguage({ asked, kept, preferred })).toBe(expected);
});

test("a region does not matter, a word that only begins alike is another language", () => {
  expect(languageOf("FR-be")).toBe("fr");
  expect(languageOf("fro")).toBeNull();
  expect(languageOf(null)).toBeNull();
});

test("French spaces before punctuation are unbreakable, others are not", () => {
  expect(typesetFrench("Pas dehors ? « Oui » : non ; fin !")).toBe(
    "Pas dehors\u202f? «\u00a0Oui\u00a0»\u00a0: non\u202f; fin\u202f!",
  );
});
