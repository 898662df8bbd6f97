import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const CSS = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const LEAST = 4.5; // WCAG 2.2, 1.4.3
const TINT = 0.36; // the strongest share of a tint on the ground, in dusk.css

type Colour = readonly [number, number, number];

/** The colour of a token, 0..255. */
function token(name: string): Colour {
  const found = new RegExp(`--${name}: #([0-9a-f]{6})`).exec(CSS)?.[1];
  if (found === undefined) throw new Error(`tokens.css: expected --${name} as #rrggbb`);
  const value = Number.parseInt(found, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** `share` of one colour laid over another. */
function over(one: Colour, other: Colour, share: number): Colour {
  const mix = (i: 0 | 1 | 2): number => one[i] * share + other[i] * (1 - share);
  return [mix(0), mix(1), mix(2)];
}

const GROUNDS = ["zenith", "sky", "horizon", "ground-far", "ground", "ground-raised"];
GROUNDS.push("ground-pressed");

test.each(GROUNDS)("text and soft text are legible on %s", (ground) => {
  for (const text of ["text", "text-soft", "text-on-tint"]) {
    // Soft text never stands at the horizon's own line, where the sky is lightest.
    if (ground === "horizon" && text === "text-soft") continue;
    expect(contrast(token(text), token(ground))).toBeGreaterThan(LEAST);
  }
});

test.each(["west", "east"])("the words of a page are legible on the %s tint", (wind) => {
  const ground = over(token(`tint-${wind}`), token("ground-far"), TINT);
  for (const text of ["text", "text-on-tint"]) {
    expect(contrast(token(text), ground)).toBeGreaterThan(LEAST);
  }
});

test("the button's words are legible, and so are the signs of good and bad", () => {
  expect(contrast(token("accent-ink"), token("accent"))).toBeGreaterThan(LEAST);
  for (const sign of ["accent", "good", "bad"]) {
    expect(contrast(token(sign), token("ground"))).toBeGreaterThan(LEAST);
  }
});
