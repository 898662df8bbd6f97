import { expect, test } from "vitest";
import { ACCESS_OFF, ACCESS_READY, ACCESS_REFUSED, REASONS, SENSES } from "../sensors/access";
import { tongueOf } from "../words/catalogue";
import { LANGUAGES } from "../words/language";
import { lacksOf } from "./missing";

const ACCESS = {
  audio: ACCESS_READY,
  microphone: ACCESS_OFF,
  motion: ACCESS_READY,
  location: ACCESS_READY,
};
const { words } = tongueOf("en");

test("a walk that has all it asked for lacks nothing; a mic switched off is no lack", () => {
  expect(lacksOf({ access: ACCESS, wakeLock: "held" }, words)).toEqual([]);
});

test("a refused sense is named with its own remedy", () => {
  const access = { ...ACCESS, location: ACCESS_REFUSED, motion: ACCESS_REFUSED };
  const lacks = lacksOf({ access, wakeLock: "held" }, words);
  expect(lacks.map(({ name }) => name)).toEqual(["Compass", "Position"]);
  expect(lacks[0]?.remedy).not.toBe(lacks[1]?.remedy);
});

test("a screen that may lock is named last", () => {
  const lacks = lacksOf({ access: ACCESS, wakeLock: "refused" }, words);
  expect(lacks.map(({ name }) => name)).toEqual([words.walking.screen]);
});

test.each(LANGUAGES)("every reason of every sense has its remedy (%s)", (language) => {
  for (const sense of SENSES) {
    const { reasons } = tongueOf(language).words;
    expect(Object.keys(reasons[sense]).sort()).toEqual([...REASONS[sense]].sort());
  }
});
