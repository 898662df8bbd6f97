import { expect, test } from "vitest";
import { readMaps } from "./map-api";

const TILES = { address: "https://tile.example.org/{z}/{x}/{y}.png", attribution: "© somebody" };

test.each([
  [
    { tiles: TILES, files: ["park.pmtiles"] },
    { tiles: TILES, files: ["park.pmtiles"] },
  ],
  [
    { tiles: null, files: [] },
    { tiles: null, files: [] },
  ],
  [{ tiles: { address: TILES.address } }, { tiles: null, files: [] }],
  ["nothing", { tiles: null, files: [] }],
])("what may lie below is read: %j", (answer, expected) => {
  expect(readMaps(answer)).toEqual(expected);
});
