import { expect, test } from "vitest";
import { type GeoJsonWalk, idOf, withAdded, without, withPiece } from "./document";
import type { Draft, SaveAnswer } from "./draft";
import { DraftStore, type Timer } from "./draft-store";

const WALK: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "A lawn", frame: "local", model: "voices" },
  features: [
    {
      type: "Feature",
      properties: { id: "lawn", radius_m: 20 },
      geometry: { type: "Point", coordinates: [0, 0] },
    },
    {
      type: "Feature",
      properties: { kind: "anchor", zone: "lawn" },
      geometry: { type: "Point", coordinates: [1, 0] },
    },
  ],
};

class Rig implements Timer {
  now = 0;
  waiting: { act: () => void; atMs: number } | null = null;
  readonly sent: Draft[] = [];
  answers: SaveAnswer[] = [];
  readonly store = new DraftStore(
    { id: "lawn", version: 3, document: WALK },
    async (draft) => {
      this.sent.push(draft);
      return this.answers.shift() ?? { kind: "saved", version: draft.version + 1 };
    },
    this,
  );

  nowMs(): number {
    return this.now;
  }

  later(act: () => void, delayMs: number): () => void {
    const mine = { act, atMs: this.now + delayMs };
    this.waiting = mine;
    return () => {
      if (this.waiting === mine) this.waiting = null;
    };
  }

  async pass(ms: number): Promise<void> {
    this.now += ms;
    const due = this.waiting !== null && this.waiting.atMs <= this.now ? this.waiting : null;
    if (due !== null) {
      this.waiting = null;
      due.act();
    }
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }

  title(title: string, key: string | null = null): void {
    this.store.apply("title", (walk) => withPiece(walk, { title }), key);
  }
}

test("every feature has an id of its own, and what has one keeps its object", () => {
  const { store } = new Rig();
  expect(store.document.features.map(idOf)).toEqual(["lawn", "anchor-2"]);
  expect(store.document.features[0]).toBe(WALK.features[0]);
});

test("a change is saved once it has rested, on the version it grew from", async () => {
  const rig = new Rig();
  rig.title("One");
  rig.title("Two");
  expect(rig.store.status).toBe("saving");
  expect(rig.sent).toHaveLength(0);
  await rig.pass(1000);
  expect(rig.sent.map(({ version }) => version)).toEqual([3]);
  expect(rig.sent[0]?.document.latentwalk.title).toBe("Two");
  expect([rig.store.status, rig.store.version]).toEqual(["saved", 4]);
});

test("what changes while a save is under way is saved after it", async () => {
  const rig = new Rig();
  rig.title("One");
  const flushed = rig.store.flush();
  rig.title("Two");
  await flushed;
  expect(rig.store.status).toBe("saving");
  await rig.pass(1000);
  expect(rig.sent.map(({ version }) => version)).toEqual([3, 4]);
  expect(rig.store.status).toBe("saved");
});

test("undo and redo walk through the steps, and both are saved", async () => {
  const rig = new Rig();
  rig.title("One");
  rig.title("Two");
  rig.store.undo();
  expect(rig.store.document.latentwalk.title).toBe("One");
  rig.store.undo();
  expect(rig.store.document.latentwalk.title).toBe("A lawn");
  expect(rig.store.canUndo).toBe(false);
  rig.store.redo();
  expect([rig.store.document.latentwalk.title, rig.store.redoLabel]).toEqual(["One", "title"]);
  await rig.pass(1000);
  expect(rig.sent[0]?.document.latentwalk.title).toBe("One");
});

test("changes of one key in quick succession are one step, slow ones are not", () => {
  const rig = new Rig();
  rig.title("a", "title");
  rig.now += 500;
  rig.title("ab", "title");
  rig.now += 5000;
  rig.title("abc", "title");
  rig.store.undo();
  expect(rig.store.document.latentwalk.title).toBe("ab");
  rig.store.undo();
  expect(rig.store.document.latentwalk.title).toBe("A lawn");
});

test("a preview is heard and put back, and no step is remembered", async () => {
  const rig = new Rig();
  rig.store.preview(withPiece(rig.store.document, { title: "Heard" }));
  await rig.pass(0);
  expect(rig.sent[0]?.document.latentwalk.title).toBe("Heard");
  expect([rig.store.document.latentwalk.title, rig.store.canUndo]).toEqual(["A lawn", false]);
  rig.title("One");
  rig.store.preview(null);
  await rig.pass(0);
  expect(rig.sent[1]?.document.latentwalk.title).toBe("One");
  rig.store.preview(null);
  await rig.pass(1000);
  expect(rig.sent).toHaveLength(2);
});

test("the history is bounded", () => {
  const rig = new Rig();
  for (let step = 0; step < 400; step += 1) rig.title(`${step}`);
  let undone = 0;
  for (; rig.store.canUndo; undone += 1) rig.store.undo();
  expect(undone).toBe(200);
});

test("a wrong document is kept and its problems are known until it is right", async () => {
  const rig = new Rig();
  const problem = { feature: "lawn", field: "radius_m", message: "expected metres" };
  rig.answers = [{ kind: "wrong", version: 4, problems: [problem] }];
  rig.title("One");
  await rig.pass(1000);
  expect([rig.store.status, rig.store.version]).toEqual(["wrong", 4]);
  expect(rig.store.problems).toEqual([problem]);
  rig.title("Two");
  await rig.pass(1000);
  expect([rig.store.status, rig.store.problems]).toEqual(["saved", []]);
});

test("without an answer it is offline and tries again by itself", async () => {
  const rig = new Rig();
  rig.answers = [{ kind: "lost" }];
  rig.title("One");
  await rig.pass(1000);
  expect(rig.store.status).toBe("offline");
  await rig.pass(5000);
  expect([rig.store.status, rig.store.version]).toEqual(["saved", 4]);
});

test("a stale draft is never written over; taking the server's ends it", async () => {
  const rig = new Rig();
  rig.answers = [{ kind: "stale", version: 9 }];
  rig.title("Mine");
  await rig.pass(1000);
  rig.title("Mine still");
  await rig.pass(9000);
  expect(await rig.store.flush()).toBe("stale");
  expect(rig.sent).toHaveLength(1);
  rig.store.replace({ id: "lawn", version: 9, document: WALK });
  expect([rig.store.status, rig.store.version, rig.store.canUndo]).toEqual(["saved", 9, false]);
});

test("the selection follows the document", () => {
  const { store } = new Rig();
  let told = 0;
  const stop = store.subscribe(() => {
    told += 1;
  });
  store.select("lawn");
  store.select("lawn");
  store.select("nothing");
  expect([store.selected, told]).toEqual([null, 2]);
  store.select("anchor-2");
  store.apply("delete", (walk) => without(walk, "lawn"));
  expect([store.selected, store.document.features.length]).toEqual([null, 0]);
  stop();
  store.undo();
  expect(told).toBe(4);
});

test("a copy of a feature gets an id of its own", () => {
  const { store } = new Rig();
  const [lawn] = store.document.features;
  if (lawn === undefined) throw new Error("expected a feature");
  store.apply("copy", (walk) => withAdded(walk, lawn));
  expect(store.document.features.map(idOf)).toEqual(["lawn", "anchor-2", "lawn-2"]);
});

test("a draft is opened with what is wrong and doubtful about it", async () => {
  const rig = new Rig();
  const [problem, warning] = [1, 2].map((number) => ({
    feature: "lawn",
    field: null,
    message: String(number),
  }));
  if (problem === undefined || warning === undefined) throw new Error("expected two");
  const draft = { id: "lawn", version: 4, document: WALK };
  rig.store.replace({ ...draft, problems: [problem], warnings: [warning] });
  expect([rig.store.status, rig.store.problems]).toEqual(["wrong", [problem]]);
  expect(rig.store.warnings).toEqual([warning]);
  rig.answers = [{ kind: "saved", version: 5, warnings: [] }];
  rig.title("Better");
  await rig.pass(1000);
  expect([rig.store.status, rig.store.warnings]).toEqual(["saved", []]);
});
