import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { PACKET_FRAMES, SAMPLE_RATE_HZ } from "../domain/stream";
import { JitterReader } from "./jitter-reader";
import { Control, JitterRing } from "./jitter-ring";
import { RingWriter } from "./ring-writer";

const TARGET_PACKETS = 3;
const HZ = 220; // slow enough that a step of more than a few percent is a click
const START = 123_456; // media time starts anywhere

/** A ring, its two ends, and a tone that knows its own media time. */
class Line {
  readonly ring = new JitterRing();
  readonly writer = new RingWriter(this.ring);
  readonly reader = new JitterReader(this.ring);
  readonly played: number[] = [];

  constructor() {
    this.ring.set(Control.targetFrames, TARGET_PACKETS * PACKET_FRAMES);
  }

  send(packet: number, start = START): void {
    const samples = Float32Array.from({ length: PACKET_FRAMES }, (_, i) =>
      toneAt(packet * PACKET_FRAMES + i),
    );
    this.writer.write(start + packet * PACKET_FRAMES, samples, samples);
  }

  /** Play one packet's time in render quanta that do not divide it. */
  play(packets = 1): void {
    const [left, right] = [new Float32Array(128), new Float32Array(128)];
    for (let left_ = packets * PACKET_FRAMES; left_ > 0; left_ -= 128) {
      const count = Math.min(128, left_);
      this.reader.read(left, right, count);
      this.played.push(...left.subarray(0, count));
    }
  }

  count(word: number): number {
    return this.ring.get(word);
  }
}

function toneAt(frame: number): number {
  return 0.5 * Math.sin((2 * Math.PI * HZ * frame) / SAMPLE_RATE_HZ);
}

/** The largest step between neighbouring samples; the tone's own is 0.0144. */
function largestStep(samples: readonly number[]): number {
  return samples.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (samples[i - 1] ?? value))),
    0,
  );
}

const NO_CLICK = 0.03;
let line: Line;
beforeEach(() => {
  line = new Line();
});

describe("a good network", () => {
  test("plays nothing before the target is filled, then every frame in order", () => {
    line.send(0);
    line.send(1);
    line.play();
    expect(line.reader.state).toBe("prefetch");
    expect(line.played.every((value) => value === 0)).toBe(true);
    line.send(2);
    for (let packet = 3; packet < 13; packet++) {
      line.play();
      line.send(packet);
    }
    const sound = line.played.slice(PACKET_FRAMES);
    const expected = sound.map((_, i) => toneAt(i));
    expect(sound.slice(480)).toEqual(expected.slice(480).map(Math.fround)); // after the fade-in
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
    expect(line.count(Control.concealed)).toBe(0);
  });

  test("sound begins with a fade of 10 ms", () => {
    for (let packet = 0; packet < 4; packet++) line.send(packet);
    line.play();
    const early = Math.max(...line.played.slice(0, 48).map(Math.abs));
    expect(early).toBeLessThan(0.05);
  });
});

describe("a lossy network", () => {
  test("a lost packet is concealed, counted, and time moves on", () => {
    for (const packet of [0, 1, 2, 4, 5]) line.send(packet); // 3 is lost, the target run is 0–2…
    line.ring.set(Control.targetFrames, 2 * PACKET_FRAMES);
    line.play(2);
    expect(line.count(Control.concealed)).toBe(0);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("a hole in mid-stream is filled for exactly its length, without a click", () => {
    for (let packet = 0; packet < 20; packet++) {
      if (packet !== 10) line.send(packet);
      if (packet >= 2) line.play();
    }
    expect(line.count(Control.concealed)).toBe(PACKET_FRAMES);
    expect(line.count(Control.underruns)).toBe(0);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
    const hole = line.played.slice(10 * PACKET_FRAMES + 100, 10 * PACKET_FRAMES + 400);
    expect(Math.max(...hole.map(Math.abs))).toBeGreaterThan(0.1); // something sounds
    const after = line.played.slice(12 * PACKET_FRAMES, 13 * PACKET_FRAMES);
    expect(after).toEqual(after.map((_, i) => Math.fround(toneAt(12 * PACKET_FRAMES + i))));
  });

  test("a lost packet is not mistaken for the one a ring's length before it", () => {
    for (let packet = 0; packet < 100; packet++) {
      if (packet !== 90) line.send(packet);
      if (packet >= 2) line.play();
    }
    expect(line.count(Control.concealed)).toBe(PACKET_FRAMES);
  });

  test("reordered packets are played in order", () => {
    const order = [0, 1, 2, 4, 3, 6, 5, 8, 7, 9];
    for (const packet of order) {
      line.send(packet);
      if (packet >= 3) line.play();
    }
    expect(line.count(Control.concealed)).toBe(0);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("a packet that comes after its time is dropped and counted", () => {
    for (const packet of [0, 1, 2, 3, 5, 6]) line.send(packet);
    line.ring.set(Control.targetFrames, 0);
    line.play(1);
    line.send(0);
    expect(line.count(Control.late)).toBe(1);
  });
});

describe("a stalled network", () => {
  /** Play `packets` with the network in step. */
  function steady(packets: number): number {
    for (let packet = 0; packet < packets; packet++) {
      line.send(packet);
      if (packet >= TARGET_PACKETS - 1) line.play();
    }
    return packets;
  }

  test("a short stall holds time, so that nothing is lost and the fill is what it was late", () => {
    const next = steady(20);
    line.play(TARGET_PACKETS); // one more than there is
    expect(line.reader.state).toBe("holding");
    for (let packet = next; packet < next + 4; packet++) line.send(packet);
    line.play(3);
    expect(line.reader.state).toBe("playing");
    expect(line.count(Control.underruns)).toBe(1);
    expect(line.count(Control.jumps)).toBe(0);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("a long stall dies away to silence and comes back at the target, skipping what is old", () => {
    const next = steady(20);
    line.play(40);
    const silent = line.played.slice(-PACKET_FRAMES);
    expect(silent.every((value) => value === 0)).toBe(true);
    for (let packet = next; packet < next + 40; packet++) line.send(packet); // the flood
    line.play();
    expect(line.reader.state).toBe("playing");
    expect(line.reader.fillFrames).toBeLessThanOrEqual(TARGET_PACKETS * PACKET_FRAMES);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("a reader that was asleep jumps to the target, once, without a click", () => {
    const next = steady(20);
    for (let packet = next; packet < next + 50; packet++) line.send(packet);
    line.play(2);
    expect(line.count(Control.jumps)).toBe(1);
    expect(line.reader.fillFrames).toBeLessThanOrEqual((TARGET_PACKETS + 1) * PACKET_FRAMES);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("what was played before a stall is not played again after it", () => {
    const next = steady(20);
    line.play(40);
    line.send(next);
    line.play();
    expect(line.reader.state).toBe("prefetch");
    line.send(next + 1);
    line.send(next + 2);
    line.play(2);
    const tail = line.played.slice(-PACKET_FRAMES);
    expect(tail).toEqual(tail.map((_, i) => Math.fround(toneAt((next + 1) * PACKET_FRAMES + i))));
  });

  test("a server that skips ticks is followed without filling up again", () => {
    steady(20);
    // 320 ms are missing, and what follows lies between two places of the packet grid.
    for (let packet = 36; packet < 60; packet++) {
      line.send(packet, START + 640);
      line.play();
    }
    expect(line.reader.state).toBe("playing");
    expect(line.count(Control.jumps)).toBe(0);
    expect(line.count(Control.concealed)).toBeLessThanOrEqual(17 * PACKET_FRAMES);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("a seam of less than a packet is faded over", () => {
    const next = steady(20);
    for (let packet = next; packet < next + 10; packet++) {
      line.send(packet, START + 64);
      line.play();
    }
    expect(line.count(Control.concealed)).toBe(PACKET_FRAMES);
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("another media clock begins afresh instead of waiting for the old one", () => {
    steady(20);
    for (let packet = 0; packet < 5; packet++) line.send(packet, 7);
    line.play(2);
    expect(line.reader.state).toBe("playing");
    expect(largestStep(line.played)).toBeLessThan(NO_CLICK);
  });

  test("a gap in the media clock after a long absence is not concealed frame by frame", () => {
    const next = steady(20);
    line.play(10);
    const before = line.count(Control.concealed);
    for (let packet = next + 500; packet < next + 506; packet++) line.send(packet);
    line.play(3);
    expect(line.reader.state).toBe("playing");
    expect(line.count(Control.concealed) - before).toBeLessThan(PACKET_FRAMES);
  });
});

test("no pattern of loss, stall and flood makes a click, an exception or an unbounded fill", () => {
  const events = fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.boolean()), { maxLength: 60 });
  fc.assert(
    fc.property(events, (script) => {
      const any = new Line();
      let packet = 0;
      for (const [sent, played, isLossy] of script) {
        for (let i = 0; i < sent; i++, packet++) {
          if (!(isLossy && i % 3 === 1)) any.send(packet);
        }
        any.play(played);
        if (any.reader.state === "playing" && played > 0) {
          expect(any.reader.fillFrames).toBeLessThan(SAMPLE_RATE_HZ);
        }
      }
      expect(largestStep(any.played)).toBeLessThan(NO_CLICK);
    }),
    { numRuns: 60 },
  );
});
