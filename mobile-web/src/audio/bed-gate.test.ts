import { describe, expect, test } from "vitest";
import { BedGate } from "./bed-gate";
import type { ReaderState } from "./jitter-reader";
import { Control, JitterRing } from "./jitter-ring";

const RATE_HZ = 48_000;
const QUANTUM = 128;

function gateOf({ isResumed = false } = {}) {
  const ring = new JitterRing();
  ring.set(Control.isResumed, isResumed ? 1 : 0);
  const gate = new BedGate(ring, RATE_HZ);
  /** Pass full scale through for `frames`; the left channel as it comes out. */
  const pass = (frames: number, reader: ReaderState = "playing"): Float32Array => {
    const out = new Float32Array(Math.ceil(frames / QUANTUM) * QUANTUM);
    for (let at = 0; at < out.length; at += QUANTUM) {
      const [left, right] = [new Float32Array(QUANTUM).fill(1), new Float32Array(QUANTUM).fill(1)];
      gate.pass(left, right, reader);
      out.set(left, at);
    }
    return out;
  };
  return { ring, gate, pass };
}

/** The farthest fall and the farthest rise from one frame to the next. */
function stepsOf(sound: Float32Array): { readonly fall: number; readonly rise: number } {
  const steps = sound.subarray(1).map((x, i) => x - (sound[i] ?? 0));
  return {
    fall: steps.reduce((most, step) => Math.max(most, -step), 0),
    rise: steps.reduce((most, step) => Math.max(most, step), 0),
  };
}

describe("the first sound of a walk", () => {
  const sound = gateOf().pass(3.5 * RATE_HZ);

  test("starts from nothing and is whole after three seconds, not before", () => {
    expect(sound[0]).toBe(0);
    expect(sound[Math.round(1.5 * RATE_HZ)]).toBeCloseTo(0.5, 3);
    expect(sound[Math.round(2.9 * RATE_HZ)]).toBeLessThan(0.999);
    expect(sound[3 * RATE_HZ + 1]).toBe(1);
  });

  test("never falls and never steps by more than a thousandth", () => {
    expect(stepsOf(sound).fall).toBe(0);
    expect(stepsOf(sound).rise).toBeLessThan(1e-3);
  });

  test("does not begin before there is any", () => {
    const { gate, pass } = gateOf();
    pass(RATE_HZ, "prefetch");
    expect(gate.takeEvent()).toBeNull();
    expect(pass(QUANTUM)[0]).toBe(0);
    expect(gate.takeEvent()).toBe("begun");
    expect(gate.takeEvent()).toBeNull();
  });
});

test("a walk that goes on is whole after 0.3 s, as softly", () => {
  const sound = gateOf({ isResumed: true }).pass(0.5 * RATE_HZ);
  expect(sound[0]).toBe(0);
  expect(sound[0.3 * RATE_HZ + 1]).toBe(1);
  expect(stepsOf(sound).rise).toBeLessThan(1e-3);
});

describe("after the network was silent", () => {
  test("for longer than concealment lasts, sound rises again in 0.3 s", () => {
    const { pass } = gateOf();
    pass(4 * RATE_HZ);
    pass(RATE_HZ, "prefetch");
    const back = pass(0.5 * RATE_HZ);
    expect(back[0]).toBe(0);
    expect(back[0.3 * RATE_HZ + 1]).toBe(1);
  });

  test("for a moment only, sound passes as it is", () => {
    const { pass } = gateOf();
    pass(4 * RATE_HZ);
    pass(0.1 * RATE_HZ, "holding");
    expect(pass(QUANTUM)[0]).toBe(1);
  });
});

describe("a gate held shut", () => {
  test("is silent from the end of one quantum, without a click into it", () => {
    const { ring, pass } = gateOf();
    pass(4 * RATE_HZ);
    ring.set(Control.gate, 1);
    const sound = pass(RATE_HZ / 10);
    expect(sound[QUANTUM - 1]).toBe(0);
    expect(Math.max(...sound.subarray(QUANTUM))).toBe(0);
    expect(stepsOf(sound).fall).toBeLessThanOrEqual(1 / QUANTUM + 1e-6);
  });

  test("says once that it is", () => {
    const { ring, gate, pass } = gateOf();
    pass(QUANTUM);
    gate.takeEvent();
    ring.set(Control.gate, 1);
    pass(QUANTUM);
    expect(gate.takeEvent()).toBe("shut");
    pass(RATE_HZ);
    expect(gate.takeEvent()).toBeNull();
  });

  test("opens in 0.3 s, from nothing", () => {
    const { ring, pass } = gateOf();
    pass(RATE_HZ); // in the middle of the first rise
    ring.set(Control.gate, 1);
    pass(RATE_HZ);
    ring.set(Control.gate, 0);
    const sound = pass(0.5 * RATE_HZ);
    expect(sound[0]).toBe(0);
    expect(sound[0.3 * RATE_HZ + 1]).toBe(1);
  });

  test("before the first sound keeps it until it is opened", () => {
    const { ring, pass } = gateOf();
    ring.set(Control.gate, 1);
    expect(Math.max(...pass(RATE_HZ))).toBe(0);
  });
});
