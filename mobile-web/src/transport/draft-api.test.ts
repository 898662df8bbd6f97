import { afterEach, expect, test, vi } from "vitest";
import type { GeoJsonWalk } from "../compose/document";
import { fetchFiles, fileNameOf, openDraft, saveDraft } from "./draft-api";

const WALK: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "A lawn", frame: "local", model: "voices" },
  features: [],
};
const DRAFT = { id: "a b", version: 3, document: WALK };

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const answer = vi.fn(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", answer);
  return answer;
}

test("a draft is opened with what is wrong with it", async () => {
  const asked = answering(200, {
    version: 7,
    document: WALK,
    published_version: 5,
    has_changes: true,
    errors: [{ feature: "lawn", field: "radius_m", message: "too small" }],
    warnings: [{ feature: "latentwalk", field: "", message: "no opening" }],
  });
  expect(await openDraft("a b")).toMatchObject({
    version: 7,
    publishedVersion: 5,
    hasChanges: true,
    problems: [{ feature: "lawn", field: "radius_m", message: "too small" }],
    warnings: [{ feature: null, field: null, message: "no opening" }],
    link: null,
  });
  expect(asked.mock.calls[0]?.[0]).toBe("/api/drafts/a%20b");
});

test.each([
  ["saved", 200, { version: 4, errors: [] }, { kind: "saved", version: 4, warnings: [] }],
  ["stale", 409, { error: "somebody", version: 9 }, { kind: "stale", version: 3 }],
  ["ill", 503, { error: "later" }, { kind: "lost" }],
])("an answer is read: %s", async (_, status, body, expected) => {
  answering(status, body);
  expect(await saveDraft(DRAFT)).toEqual(expected);
});

test("a draft that cannot be walked is kept and says why", async () => {
  const errors = [{ feature: "lawn", field: "", message: "crosses itself" }];
  answering(202, { version: 4, error: "crosses itself", errors });
  expect(await saveDraft(DRAFT)).toEqual({
    kind: "wrong",
    version: 4,
    problems: [{ feature: "lawn", field: null, message: "crosses itself" }],
    warnings: [],
  });
});

test("no answer is lost, and a refusal of the whole is wrong", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
  expect(await saveDraft(DRAFT)).toEqual({ kind: "lost" });
  answering(422, { error: "document: expected finite numbers" });
  expect(await saveDraft(DRAFT)).toMatchObject({ kind: "wrong", version: 3 });
});

test.each([
  [["a.wav", "b.flac"]],
  [{ files: ["a.wav", "b.flac"] }],
  [[{ name: "a.wav" }, { name: "b.flac" }]],
])("files are listed, however they are listed", async (body) => {
  answering(200, body);
  expect(await fetchFiles("lawn")).toEqual(["a.wav", "b.flac"]);
});

test.each([
  ["Été au lac (2).WAV", "Ete-au-lac-2.wav"],
  ["../../etc/passwd.wav", "etc-passwd.wav"],
  ["…", "sound"],
])("%s is kept as %s", (given, expected) => {
  expect(fileNameOf(given)).toBe(expected);
});
