import { describe, expect, test } from "vitest";
import { type Abilities, readinessOf } from "./readiness";

const ABLE: Abilities = {
  isSecureContext: true,
  hasAudioWorklet: true,
  hasWebAssembly: true,
  hasWorker: true,
  hasMicrophone: true,
  hasLocation: true,
  hasMotion: true,
  userAgent: "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/156.0 Mobile Safari/537.36",
};
const IN_APP = `${ABLE.userAgent} Instagram 360.0`;

test("an able browser at a secure address has nothing in its way and nothing missing", () => {
  expect(readinessOf(ABLE)).toEqual({ obstacle: null, warnings: [] });
});

test("an insecure address is named before anything else", () => {
  const bare = { ...ABLE, isSecureContext: false, hasAudioWorklet: false, hasMicrophone: false };
  expect(readinessOf(bare).obstacle).toBe("insecure");
});

test.each(["hasAudioWorklet", "hasWorker"] as const)(
  "without %s nothing can be heard",
  (ability) => {
    const less = { ...ABLE, [ability]: false };
    expect(readinessOf(less).obstacle).toBe("outdated");
    expect(readinessOf({ ...less, userAgent: IN_APP }).obstacle).toBe("in-app");
  },
);

test.each([
  ["hasWebAssembly", "no-webassembly"],
  ["hasMicrophone", "no-microphone"],
  ["hasLocation", "no-location"],
  ["hasMotion", "no-motion"],
] as const)("without %s the walk works, with a warning", (ability, warning) => {
  expect(readinessOf({ ...ABLE, [ability]: false })).toEqual({
    obstacle: null,
    warnings: [warning],
  });
});

describe("an app's own browser", () => {
  test("is known by what it was not given, whatever it calls itself", () => {
    const view = { ...ABLE, hasMicrophone: false, hasLocation: false };
    expect(readinessOf(view).warnings).toContain("in-app");
  });

  test("that can do everything is left alone", () => {
    expect(readinessOf({ ...ABLE, userAgent: IN_APP })).toEqual({ obstacle: null, warnings: [] });
  });
});
