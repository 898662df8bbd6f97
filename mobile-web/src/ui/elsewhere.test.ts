import { expect, test } from "vitest";
import { type Abilities, readinessOf } from "../session/readiness";
import { tongueOf } from "../words/catalogue";
import { adviceOf, withheldWords } from "./elsewhere";

const ABLE: Abilities = {
  isSecureContext: true,
  hasAudioWorklet: true,
  hasWebAssembly: true,
  hasWorker: true,
  hasMicrophone: true,
  hasLocation: true,
  hasMotion: true,
  userAgent: "Mozilla/5.0 (iPhone) Safari",
};
const INSTAGRAM = "Mozilla/5.0 (iPhone) Instagram 360.0";
const advise = (less: Partial<Abilities>, door: "outdoor" | "indoor" = "outdoor") =>
  adviceOf(readinessOf({ ...ABLE, ...less }), door);

test("an able browser stays, whatever app it says it lives in", () => {
  expect(advise({}).kind).toBe("stay");
  expect(advise({ userAgent: INSTAGRAM }).kind).toBe("stay");
});

test.each<[string, Partial<Abilities>, readonly string[]]>([
  ["microphone", { hasMicrophone: false, userAgent: INSTAGRAM }, ["microphone"]],
  ["position", { hasLocation: false, userAgent: INSTAGRAM }, ["location"]],
  [
    "both, whatever it is called",
    { hasMicrophone: false, hasLocation: false },
    ["microphone", "location"],
  ],
  ["compass", { hasMotion: false, userAgent: INSTAGRAM }, ["motion"]],
])("an app that withholds %s is named, and one can stay", (_, less, withheld) => {
  expect(advise(less)).toEqual({ kind: "in-app", withheld, canStay: true });
});

test("without sound one cannot stay", () => {
  const deaf = { hasAudioWorklet: false, userAgent: INSTAGRAM };
  expect(advise(deaf)).toEqual({ kind: "in-app", withheld: ["sound"], canStay: false });
  expect(advise({ hasAudioWorklet: false }).kind).toBe("outdated");
  expect(advise({ isSecureContext: false }).kind).toBe("insecure");
});

test("a system browser that lacks one sense stays, and so does the indoor door", () => {
  expect(advise({ hasMotion: false }).kind).toBe("stay");
  expect(advise({ hasMicrophone: false, hasLocation: false }, "indoor").kind).toBe("stay");
});

test("what is withheld is named in the page's language", () => {
  expect(withheldWords(["microphone", "location"], tongueOf("fr"))).toBe("le micro et la position");
});
