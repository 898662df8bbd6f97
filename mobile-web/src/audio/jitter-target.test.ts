import { describe, expect, test } from "vitest";
import { PACKET_FRAMES } from "../domain/stream";
import { JitterTarget } from "./jitter-target";

/** Feed `seconds` of packets that arrive `jitterMs(i)` late on top of a constant delay. */
function feed(
  target: JitterTarget,
  seconds: number,
  jitterMs: (i: number) => number,
  from = 0,
): number {
  let now = 0;
  for (let i = from; i < from + seconds * 50; i++) {
    now = target.observe(i * PACKET_FRAMES, 5000 + i * 20 + jitterMs(i));
  }
  return now;
}

describe("target", () => {
  test("starts at 60 ms", () => {
    expect(feed(new JitterTarget(), 0.5, () => 0)).toBe(60);
  });

  test("falls to the floor of 40 ms on a perfect link, slowly", () => {
    const target = new JitterTarget();
    expect(feed(target, 2, () => 0)).toBeGreaterThan(42);
    expect(feed(target, 10, () => 0, 100)).toBe(40);
  });

  test("is the 98th percentile of jitter plus one packet", () => {
    // 4 % of packets are 100 ms late, so the 98th percentile is 100 ms.
    expect(feed(new JitterTarget(), 12, (i) => (i % 25 === 0 ? 100 : 0))).toBeCloseTo(120);
  });

  test("ignores one stray packet in a hundred", () => {
    expect(feed(new JitterTarget(), 30, (i) => (i % 100 === 0 ? 300 : 0))).toBe(40);
  });

  test("never exceeds 350 ms", () => {
    expect(feed(new JitterTarget(), 12, (i) => (i % 10 === 0 ? 900 : 0))).toBe(350);
  });

  test("a reset one equals a fresh one", () => {
    const used = new JitterTarget();
    feed(used, 12, (i) => (i % 10 === 0 ? 900 : 0));
    used.reset();
    expect(feed(used, 0.5, () => 0)).toBe(feed(new JitterTarget(), 0.5, () => 0));
  });

  test("another base delay after a reconnect is not jitter", () => {
    const target = new JitterTarget();
    feed(target, 12, () => 0);
    target.rebase();
    expect(feed(target, 5, () => 400, 600)).toBe(40);
  });
});
