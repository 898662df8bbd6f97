import { beforeEach, expect, test, vi } from "vitest";
import { Speech } from "./speech";

/** A gain that follows its schedule as Web Audio's does. */
class FakeGain {
  value = 1;
  private events: { readonly atS: number; readonly to: number; readonly isRamp: boolean }[] = [];

  setValueAtTime(to: number, atS: number): void {
    this.events.push({ atS, to, isRamp: false });
  }

  linearRampToValueAtTime(to: number, atS: number): void {
    this.events.push({ atS, to, isRamp: true });
  }

  cancelScheduledValues(fromS: number): void {
    this.events = this.events.filter(({ atS }) => atS < fromS);
  }

  at(timeS: number): number {
    let [last, lastS] = [1, 0];
    for (const { atS, to, isRamp } of this.events) {
      if (timeS < atS)
        return isRamp ? last + ((to - last) * (timeS - lastS)) / (atS - lastS) : last;
      [last, lastS] = [to, atS];
    }
    return last;
  }
}

const starts: number[] = [];

class FakeSource {
  isConnected = false;

  connect(): void {
    this.isConnected = true;
  }

  disconnect(): void {
    this.isConnected = false;
  }

  start(atS: number): void {
    starts.push(atS);
  }
}

const context = { currentTime: 0 };
const WORDS = { duration: 2 } as AudioBuffer;
const HALF = 10 ** (-6 / 20);
let gain: FakeGain;
let speech: Speech;
let sources: FakeSource[];

beforeEach(() => {
  context.currentTime = 0;
  starts.length = 0;
  sources = [];
  gain = new FakeGain();
  vi.stubGlobal(
    "AudioBufferSourceNode",
    class extends FakeSource {
      constructor() {
        super();
        sources.push(this);
      }
    },
  );
  const bed = { gain } as unknown as GainNode;
  speech = new Speech(context as BaseAudioContext, bed, {} as AudioNode);
});

function goTo(timeS: number): void {
  gain.value = gain.at(timeS);
  context.currentTime = timeS;
}

test("the bed is 6 dB down from the first word to the last, and back after", () => {
  speech.say(WORDS);
  const [startS = 0] = starts;
  expect(gain.at(startS)).toBeCloseTo(HALF, 6);
  expect(gain.at(startS + 1)).toBeCloseTo(HALF, 6);
  expect(gain.at(startS + 2)).toBeCloseTo(HALF, 6);
  expect(gain.at(startS + 4)).toBe(1);
});

test("the bed goes down and comes up without a step", () => {
  speech.say(WORDS);
  for (let timeS = 0; timeS < 4; timeS += 0.001) {
    expect(Math.abs(gain.at(timeS + 0.001) - gain.at(timeS))).toBeLessThan(0.005);
  }
});

test("a second sentence ends the first and leaves the bed down between", () => {
  speech.say(WORDS);
  goTo(1);
  speech.say(WORDS);
  expect(sources.map(({ isConnected }) => isConnected)).toEqual([false, true]);
  expect(gain.at(1.5)).toBeCloseTo(HALF, 6);
  expect(gain.at(3.1)).toBeCloseTo(HALF, 6);
  expect(gain.at(5)).toBe(1);
});

test("hushed, the voice ends at once and the bed comes back", () => {
  speech.say(WORDS);
  goTo(1);
  speech.hush();
  expect(sources.map(({ isConnected }) => isConnected)).toEqual([false]);
  expect(gain.at(1)).toBeCloseTo(HALF, 6);
  expect(gain.at(2)).toBe(1);
});

test("for a voice from elsewhere the bed steps back until it is told", () => {
  speech.stepBack();
  goTo(10);
  expect(gain.at(10)).toBeCloseTo(HALF, 6);
  speech.hush();
  expect(gain.at(11)).toBe(1);
});
