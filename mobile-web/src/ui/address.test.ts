import { expect, test } from "vitest";
import { addressOf, readAddress } from "./address";

test("an address says walk, door and codec", () => {
  expect(readAddress("?walk=park&door=indoor&codec=pcm16")).toEqual({
    walk: "park",
    door: "indoor",
    codec: "pcm16",
  });
});

test("what it does not know is the start page with Opus", () => {
  expect(readAddress("?door=cellar&codec=mp3")).toEqual({ walk: null, door: null, codec: "opus" });
});

test("an address reads back as it was written", () => {
  const written = addressOf("a walk & more", "outdoor");
  expect(readAddress(written.slice(1))).toMatchObject({ walk: "a walk & more", door: "outdoor" });
});

test("a walk's own address says which it is, and whether its draft is meant", () => {
  expect(readAddress("?door=indoor", "/w/park%20walk")).toMatchObject({
    walk: "park walk",
    door: "indoor",
  });
  expect(readAddress("?draft=abc", "/w/park").walk).toBe("park@draft~abc");
  expect(readAddress("", "/").walk).toBeNull();
});
