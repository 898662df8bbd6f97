import { expect, test } from "vitest";
import { readRenderState } from "./render-api";

test.each([
  [{ state: "idle" }, { state: "idle" }],
  [
    { state: "running", share: 0.25 },
    { state: "running", share: 0.25 },
  ],
  [
    { state: "failed", error: "no track" },
    { state: "failed", error: "no track" },
  ],
  [
    { state: "done", report: { duration_s: 15, loudness_lufs: -20.5, flicker: 1 } },
    { state: "done", report: { durationS: 15, loudnessLufs: -20.5, flicker: 1 } },
  ],
  [{ error: "query.seed: too large" }, { state: "failed", error: "query.seed: too large" }],
  ["nothing", { state: "failed", error: "" }],
  [{ state: "done" }, { state: "done", report: { durationS: 0, loudnessLufs: 0, flicker: 0 } }],
])("%j is read as %j", (value, expected) => {
  expect(readRenderState(value)).toEqual(expected);
});
