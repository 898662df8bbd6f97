import { expect, test } from "vitest";
import { readDocuments } from "./document-api";

test("a valid document has no error, whatever else was sent", () => {
  const item = { id: "a", title: { en: "A", fr: "A" }, file: "a.geojson", is_valid: true };
  expect(readDocuments([{ ...item, error: null }])).toEqual([
    { id: "a", title: { en: "A", fr: "A" }, file: "a.geojson", error: null },
  ]);
});

test("an invalid one keeps its error in full and is called by its id", () => {
  const error = "b.geojson: features[2].properties.radius_m: expected > 0, got -3; draw it larger";
  const item = { id: "b", title: null, file: "b.geojson", is_valid: false, error };
  expect(readDocuments([item])[0]).toMatchObject({ title: "b", error });
});

test("what is no list of documents is an empty one", () => {
  expect(readDocuments({ error: "no" })).toEqual([]);
  expect(readDocuments([null, 3, { id: 4 }])).toEqual([]);
});
