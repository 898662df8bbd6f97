import fc from "fast-check";
import { expect, test } from "vitest";
import { Backoff } from "./backoff";

const NETWORK = { firstMs: 200, longestMs: 5000 };

test("doubles from the first delay to the longest", () => {
  const backoff = new Backoff(() => 0.5);
  const delays = Array.from({ length: 7 }, () => backoff.next(NETWORK));
  expect(delays).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
});

test("spreads by at most a fifth either way, for ever", () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(random, fc.nat(2000), (drawn, attempts) => {
      const backoff = new Backoff(() => drawn);
      let delay = 0;
      for (let i = 0; i <= attempts; i++) delay = backoff.next(NETWORK);
      const nominal = Math.min(5000, 200 * 2 ** attempts);
      expect(delay).toBeGreaterThanOrEqual(nominal * 0.8 - 1e-9);
      expect(delay).toBeLessThanOrEqual(nominal * 1.2 + 1e-9);
    }),
    { numRuns: 50 },
  );
});

test("a reset one equals a fresh one", () => {
  const backoff = new Backoff(() => 0.5);
  backoff.next(NETWORK);
  backoff.reset();
  expect(backoff.next(NETWORK)).toBe(200);
});
