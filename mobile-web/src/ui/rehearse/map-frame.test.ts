import { expect, test } from "vitest";
import { cornersOf, MapFrame, middleOf, roundLengthM } from "./map-frame";

const SIZE = { width: 400, height: 300 };
const CORNERS = [
  { eastM: -50, northM: -10 },
  { eastM: 50, northM: 30 },
];

test("all that must be seen lies within the margins, north up", () => {
  const frame = MapFrame.around(CORNERS, SIZE);
  for (const corner of CORNERS) {
    const { x, y } = frame.toPixels(corner);
    expect(Math.min(x, y, SIZE.width - x, SIZE.height - y)).toBeGreaterThanOrEqual(35.9);
  }
  const [south, north] = CORNERS.map((corner) => frame.toPixels(corner).y);
  expect(north ?? 0).toBeLessThan(south ?? 0);
});

test("pixels lead back to the metres they show", () => {
  const frame = MapFrame.around(CORNERS, SIZE).zoomed(2.5, { x: 20, y: 250 }).panned(17, -9);
  const { eastM, northM } = frame.toMetres(frame.toPixels({ eastM: 12.5, northM: -3 }));
  expect(eastM).toBeCloseTo(12.5, 9);
  expect(northM).toBeCloseTo(-3, 9);
});

test("what lies under the pointer stays there while the map zooms, and moves with the hand", () => {
  const frame = MapFrame.around(CORNERS, SIZE);
  const at = { x: 300, y: 80 };
  const held = frame.toMetres(at);
  const zoomed = frame.zoomed(3, at).toPixels(held);
  expect(zoomed.x).toBeCloseTo(at.x, 6);
  expect(zoomed.y).toBeCloseTo(at.y, 6);
  const pulled = frame.panned(10, -20).toPixels(held);
  expect(pulled.x).toBeCloseTo(310, 6);
  expect(pulled.y).toBeCloseTo(60, 6);
});

test("a walk without zones still has a ground around its start", () => {
  const start = { eastM: 3, northM: 4, upM: 0 };
  const frame = MapFrame.around(cornersOf({ zones: [], hushes: [], start }), SIZE);
  expect(frame.middle).toEqual({ eastM: 3, northM: 4 });
  expect(frame.scale * 40).toBeLessThan(300);
});

test("a shape's name stands in the middle of its box", () => {
  const part = (eastM: number) => ({
    outline: [
      [eastM, 0],
      [eastM + 10, 0],
      [eastM, 20],
    ] as const,
    holes: [],
  });
  expect(middleOf({ kind: "multipolygon", parts: [part(0), part(30)] })).toEqual({
    eastM: 20,
    northM: 10,
  });
  expect(middleOf({ kind: "circle", eastM: 5, northM: 6, radiusM: 9 })).toEqual({
    eastM: 5,
    northM: 6,
  });
});

test.each([
  [1, 110, 100],
  [0.2, 100, 500],
  [40, 100, 2],
])("at %d pixels a metre %d pixels are about %d m", (scale, px, expected) => {
  expect(roundLengthM(scale, px)).toBeCloseTo(expected, 9);
});
