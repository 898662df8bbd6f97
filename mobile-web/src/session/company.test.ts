import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  accompany,
  begin,
  context,
  fetched,
  pass,
  phone,
  report,
  session,
  setUp,
  start,
  state,
  stored,
  TOKEN_KEY,
  tearDown,
  tell,
  welcome,
} from "../testing/session-rig";

beforeEach(setUp);
afterEach(tearDown);

const spoken = (): number => context().nodes.filter(({ startedS }) => startedS !== null).length;
const event = (what: object): void =>
  report({ type: "event", say: null, play: null, cue: null, ...what });

describe("the first sentence", () => {
  test("is spoken once the bed has risen, in the page's language", async () => {
    begin();
    accompany();
    await start();
    expect(fetched).toEqual([]);
    await pass(4000);
    expect(fetched).toEqual(["/cues/turn-then-walk.fr.mp3"]);
    expect(spoken()).toBe(1);
    await pass(60_000);
    expect(fetched.length).toBe(1);
  });

  test("is the walk's own where it has one", async () => {
    begin();
    const company = accompany({ opening: { words: "Écoutez.", file: "opening.mp3" } });
    await start();
    await pass(4000);
    expect(fetched).toEqual(["/api/walks/first-walk/files/opening.mp3"]);
    expect(spoken()).toBe(1);
    expect(company.store.value).toMatchObject({ line: "", isOpening: true }); // the page writes it
    await pass(6000);
    expect(company.store.value.isOpening).toBe(false);
  });

  test("is not said to someone who has only reloaded", async () => {
    stored.set(TOKEN_KEY, "old");
    begin();
    accompany();
    await start(true);
    await pass(10_000);
    expect(fetched).toEqual([]);
  });

  test("is not said into a silence", async () => {
    begin();
    accompany();
    await start();
    session.wakeSound();
    phone.buttons.get("pause")?.();
    await pass(5000);
    expect(spoken()).toBe(0);
  });
});

const inLine = (place: number): void => {
  report({ type: "wait", place, resume: "in-line", stageDeg: [-75, 75] });
  report({ type: "connection", state: "waiting", closing: null, place, words: "" });
};

describe("in line", () => {
  test("the sound turns as the common ground lies, and the place outlives a reload", async () => {
    begin();
    accompany();
    await session.start(true);
    inLine(3);
    await pass(100);
    expect(state().stageDeg).toEqual([-75, 75]);
    expect(state().place).toBe(3);
    expect(stored.get(TOKEN_KEY)).toBe("in-line");
  });

  test("the walk's first sentence waits for the turn, which is told first", async () => {
    begin();
    const company = accompany();
    await session.start(true);
    inLine(1);
    await pass(500);
    tell("begun"); // the common ground
    await pass(10_000);
    expect(company.store.value).toMatchObject({ line: "", isOpening: false });
    expect(company.walkedS).toBeNull();
    expect(fetched).toEqual([]);
    report({ type: "connection", state: "open", closing: null, place: null, words: "" });
    welcome(false);
    await pass(200);
    expect(company.store.value.line).toBe("C’est à vous. La marche commence.");
    await pass(5000);
    expect(fetched).toEqual(["/cues/turn-then-walk.fr.mp3"]);
    expect(company.walkedS).toBeGreaterThan(4);
  });

  test("to leave it is to stop at once: there is no walk to take leave of", async () => {
    begin();
    const company = accompany();
    await session.start(true);
    inLine(2);
    await pass(500);
    tell("begun");
    await pass(500);
    company.leave();
    expect(state().phase).toBe("stopped");
    expect(company.store.value.ending).toBe("done");
    expect(stored.has(TOKEN_KEY)).toBe(false);
  });
});

describe("an event", () => {
  test("is acted on once: a cue is spoken and written, and goes", async () => {
    begin();
    const company = accompany();
    await start(true);
    event({ cue: "hush-road" });
    await pass(1000);
    expect(fetched).toEqual(["/cues/hush-road.fr.mp3"]);
    expect(company.store.value.line).toBe("Une route devant vous.");
    await pass(10_000);
    expect(fetched.length).toBe(1);
    expect(company.store.value.line).toBe("");
  });

  test("that says something writes it in the page's language, one after another", async () => {
    begin();
    const company = accompany();
    await start(true);
    event({ say: { en: "Turn round.", fr: "Retournez-vous." } });
    await pass(50);
    event({ say: "Go." });
    await pass(1000);
    expect(company.store.value.line).toBe("Retournez-vous.");
    await pass(4000);
    expect(company.store.value.line).toBe("Go.");
  });

  test("that warns interrupts what is being said", async () => {
    begin();
    const company = accompany();
    await start(true);
    event({ say: "Go." });
    await pass(100);
    event({ cue: "hush-rail" });
    await pass(100);
    expect(company.store.value.line).toBe("Des rails devant vous.");
  });

  test("in a silence is written and not spoken", async () => {
    begin();
    const company = accompany();
    await start(true);
    phone.buttons.get("pause")?.();
    event({ cue: "hush-road" });
    await pass(1000);
    expect(company.store.value.line).toBe("Une route devant vous.");
    expect(spoken()).toBe(0);
  });
});

describe("the closing", () => {
  test("by hand takes three seconds, then the sentence, then the session ends", async () => {
    begin();
    const company = accompany();
    await start(true);
    company.leave();
    await pass(100);
    expect(company.store.value.ending).toBe("farewell");
    await pass(2000);
    expect(spoken()).toBe(0);
    await pass(1500);
    expect(fetched).toEqual(["/cues/closing.fr.mp3"]);
    expect(spoken()).toBe(1);
    expect(state().phase).toBe("walking");
    await pass(5000);
    expect(state().phase).toBe("stopped");
    expect(company.store.value.ending).toBe("farewell");
    await pass(12_000);
    expect(company.store.value.ending).toBe("done");
  });

  test("by hand twice is at once", async () => {
    begin();
    const company = accompany();
    await start(true);
    company.leave();
    company.leave();
    expect(company.store.value.ending).toBe("done");
    expect(state().phase).toBe("stopped");
  });

  test("at its time thins out over a minute before the sentence", async () => {
    begin();
    const company = accompany({ closing: { words: "Posez le casque.", afterS: 30 } });
    await start();
    await pass(27_000);
    expect(company.store.value.ending).toBeNull();
    await pass(5000);
    expect(company.store.value.ending).toBe("thinning");
    event({ say: "Too late." });
    event({ cue: "hush-road" });
    await pass(500);
    expect(company.store.value.line).toBe("Une route devant vous.");
    await pass(57_000);
    expect(company.store.value.ending).toBe("farewell");
    expect(company.lastWords).toBe("Posez le casque.");
    expect(company.walkedS).toBeGreaterThan(88);
    expect(company.walkedS).toBeLessThan(92);
  });
});
