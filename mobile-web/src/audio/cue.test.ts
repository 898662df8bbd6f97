import { existsSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { cueAddress } from "./cue";

test.each([
  ["fr", "fr"],
  ["fr-CA", "fr"],
  ["FR", "fr"],
  ["en-GB", "en"],
  ["de", "en"],
  ["fro", "en"],
  ["", "en"],
])(
  "a page in %j hears the sentence in %s, from a file that is small and there",
  (tag, language) => {
    const address = cueAddress("turn-then-walk", tag);
    expect(address).toContain(`.${language}.`);
    const file = new URL(`../../public${address}`, import.meta.url);
    expect(existsSync(file)).toBe(true);
    expect(statSync(file).size).toBeLessThanOrEqual(30_000);
  },
);
