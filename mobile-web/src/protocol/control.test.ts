import fc from "fast-check";
import { expect, test } from "vitest";
import { closingOf } from "./close-code";
import { decodeMessage } from "./control";
import { WireError } from "./wire";

test("any text is a message or a WireError", () => {
  const texts = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(texts, (text) => {
      try {
        decodeMessage(text);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
    { numRuns: 500 },
  );
});

test("a type this version does not know is named, not refused", () => {
  expect(decodeMessage('{"type":"weather"}')).toEqual({ type: "unknown", name: "weather" });
});

test.each([1000, 4400, 4403, 4404, 4409, 4413, 4426])("close code %i ends the walk", (code) => {
  expect(closingOf(code).retry).toBeNull();
});

test.each([1001, 1006, 1011, 1012, 4408, 4429, 4503])("close code %i is tried again", (code) => {
  expect(closingOf(code).retry).not.toBeNull();
});
