import fc from "fast-check";
import { expect, test } from "vitest";
import { areaText, lengthText, niceLength, paceText } from "./pace";
import { cornersOf, metresPerPixel, type Pins } from "./registration";

test.each([
  [6, "5 s"],
  [84, "1 min 10 s"],
  [144, "2 min"],
  [4800, "1 h 6 min"],
])("%d m are walked in %s", (metres, expected) => {
  expect(paceText(metres).replaceAll("\u00a0", " ")).toBe(expected);
});

test.each([
  [3.26, "en", "3.3 m · 3 s"],
  [84.4, "en", "84 m · 1 min 10 s"],
  [1250, "fr", "1,3 km · 17 min 22 s"],
])("%d m are said in %s", (metres, language, expected) => {
  expect(lengthText(metres, language).replaceAll("\u00a0", " ")).toBe(expected);
});

test("ground is said in square metres, then hectares", () => {
  expect(areaText(812.4, "en")).toBe("812\u00a0m²");
  expect(areaText(23_456, "en")).toBe("2.3\u00a0ha");
});

test.each([
  [0.7, 0.5],
  [1, 1],
  [49, 20],
  [50, 50],
  [999, 500],
])("the nice length up to %d is %d", (most, expected) => {
  expect(niceLength(most)).toBe(expected);
});

test("two pins lay a picture upright where they say so", () => {
  const pins: Pins = [
    { point: { x: 0, y: 100 }, place: { eastM: 10, northM: 20 } },
    { point: { x: 200, y: 100 }, place: { eastM: 110, northM: 20 } },
  ];
  expect(metresPerPixel(pins)).toBe(0.5);
  expect(cornersOf(pins, 200, 100)).toEqual([
    { eastM: 10, northM: 70 },
    { eastM: 110, northM: 70 },
    { eastM: 110, northM: 20 },
    { eastM: 10, northM: 20 },
  ]);
});

test("pins that fall together lay nothing", () => {
  const pin = { point: { x: 3, y: 4 }, place: { eastM: 1, northM: 1 } };
  expect(cornersOf([pin, pin], 10, 10)).toBeNull();
});

test("any two pins keep the picture's angles and both its points", () => {
  const number = fc.integer({ min: -500, max: 500 });
  fc.assert(
    fc.property(number, number, number, number, (x, y, east, north) => {
      fc.pre(Math.hypot(x, y) > 1 && Math.hypot(east, north) > 1);
      const pins: Pins = [
        { point: { x: 0, y: 0 }, place: { eastM: 7, northM: -3 } },
        { point: { x, y }, place: { eastM: 7 + east, northM: -3 + north } },
      ];
      const corners = cornersOf(pins, x, y);
      if (corners === null) throw new Error("expected corners");
      expect(corners[0]).toEqual({ eastM: 7, northM: -3 });
      expect(corners[2].eastM).toBeCloseTo(7 + east, 6);
      expect(corners[2].northM).toBeCloseTo(-3 + north, 6);
    }),
  );
});
