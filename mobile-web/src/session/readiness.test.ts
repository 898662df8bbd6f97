import { expect, test } from "vitest";
import { type Abilities, obstacleOf } from "./readiness";

const ABLE: Abilities = {
  isSecureContext: true,
  hasAudioWorklet: true,
  hasWebAssembly: true,
  hasWorker: true,
};

test("an able browser at a secure address has nothing in its way", () => {
  expect(obstacleOf(ABLE, "https://walk.test")).toBeNull();
});

test("http on a local network is told to use https, before anything else", () => {
  const bare = { ...ABLE, isSecureContext: false, hasAudioWorklet: false };
  const words = obstacleOf(bare, "http://192.168.1.7:8000");
  expect(words).toContain("http://192.168.1.7:8000");
  expect(words).toContain("https");
});

test.each([
  ["hasAudioWorklet", "AudioWorklet"],
  ["hasWorker", "AudioWorklet"],
  ["hasWebAssembly", "WebAssembly"],
] as const)("without %s the words name %s", (ability, name) => {
  expect(obstacleOf({ ...ABLE, [ability]: false }, "https://walk.test")).toContain(name);
});
