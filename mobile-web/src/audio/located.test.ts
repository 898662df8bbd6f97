import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Sample } from "../domain/walk";
import { FakeContext, FakeNode, stubAudio } from "../testing/fake-audio";
import { Located } from "./located";
import { MOST_KEPT, SampleShelf, type Wanted } from "./sample-shelf";

let context: FakeContext;
let wanted: string[];
let missing: Set<string>;

beforeEach(() => {
  stubAudio();
  vi.stubGlobal("StereoPannerNode", FakeNode);
  context = new FakeContext();
  wanted = [];
  missing = new Set();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const shelf = {
  keep: (files: readonly Wanted[]) => {
    wanted = files.map(({ file }) => file);
  },
  get: ({ file }: Wanted) => (missing.has(file) ? null : { duration: 2 }),
} as unknown as SampleShelf;

function sample(id: string, playing: Sample["playing"], eastM = 0): Sample {
  const position = { eastM, northM: 0, upM: 0 };
  return { id, title: id, file: `${id}.wav`, position, radiusM: 10, gainDb: 0, playing };
}

function locate(...samples: readonly Sample[]) {
  const located = new Located(samples, shelf);
  located.connect(new FakeNode(context) as unknown as AudioNode);
  const stand = (eastM: number | null): void => {
    const position = eastM === null ? null : { eastM, northM: 0, upM: 0 };
    located.hear({ position, headingDeg: 0, gain: 1 });
  };
  return { located, stand };
}

const started = (): FakeNode[] => context.nodes.filter(({ startedS }) => startedS !== null);
const sounding = (): number => started().filter(({ isConnected }) => isConnected).length;
const end = (): void => {
  for (const node of started()) (node as FakeNode & { onended?: () => void }).onended?.();
};

test("a loop is made ready within two radii and let go beyond two and a half", () => {
  const { stand } = locate(sample("bell", "loop"));
  stand(30);
  expect([wanted, sounding()]).toEqual([[], 0]);
  stand(19);
  expect([wanted, sounding()]).toEqual([["bell.wav"], 1]);
  stand(24);
  expect(sounding()).toBe(1);
  stand(26);
  expect(sounding()).toBe(0);
  stand(null);
  expect(wanted).toEqual([]);
});

test("one that plays once begins within its radius, once", () => {
  const { stand } = locate(sample("bird", "once"));
  stand(12);
  expect([wanted, sounding()]).toEqual([["bird.wav"], 0]);
  stand(9);
  expect(sounding()).toBe(1);
  end();
  stand(9);
  expect([wanted, started().length]).toEqual([[], 1]);
});

test("one that a rule plays waits for its file, plays, and can be played again after its end", () => {
  const { located, stand } = locate(sample("chime", "rule"));
  stand(5);
  expect(sounding()).toBe(0);
  missing.add("chime.wav");
  located.play("chime");
  stand(5);
  expect([wanted, sounding()]).toEqual([["chime.wav"], 0]);
  missing.clear();
  stand(5);
  located.play("chime");
  stand(5);
  expect(started().length).toBe(1);
  end();
  located.play("chime");
  stand(5);
  expect(started().length).toBe(2);
});

test("what a rule plays is fetched before what is near", () => {
  const { located, stand } = locate(sample("near", "loop"), sample("chime", "rule", 15));
  located.play("chime");
  stand(0);
  expect(wanted).toEqual(["chime.wav", "near.wav"]);
});

test("another output takes over; what has played once stays so", () => {
  const { located, stand } = locate(sample("bell", "loop"), sample("bird", "once"));
  stand(0);
  expect(sounding()).toBe(2);
  located.connect(new FakeNode(context) as unknown as AudioNode);
  expect(sounding()).toBe(0);
  stand(0);
  expect(sounding()).toBe(1);
});

test("a shelf keeps eight, refuses what is too long, and asks once", async () => {
  const asked: string[] = [];
  const shelf = new SampleShelf(async (file) => {
    asked.push(file);
    return new Response(new ArrayBuffer(8));
  });
  const long = { duration: 601, length: 1, sampleRate: 48_000, numberOfChannels: 1 };
  const decoder = { decodeAudioData: async () => long } as unknown as BaseAudioContext;
  const files = Array.from({ length: MOST_KEPT + 2 }, (_, i) => ({
    file: `${i}.wav`,
    isLoop: false,
  }));
  shelf.keep(files, decoder);
  shelf.keep(files, decoder);
  await vi.waitFor(() => expect(asked.length).toBe(MOST_KEPT));
  expect(files.map((file) => shelf.get(file)).every((sound) => sound === null)).toBe(true);
});
