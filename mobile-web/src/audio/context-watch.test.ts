import { beforeEach, describe, expect, test } from "vitest";
import { ContextWatch, type Diagnosis } from "./context-watch";

const LOOK_MS = 250;

let watch: ContextWatch;
let nowMs: number;
let timeS: number;

beforeEach(() => {
  watch = new ContextWatch();
  nowMs = 10_000;
  timeS = 0;
});

/** Look every quarter of a second for `ms`; the clock runs where `isMoving`. */
function pass(ms: number, state: string, isMoving = state === "running"): Diagnosis[] {
  const seen: Diagnosis[] = [];
  for (let waited = 0; waited < ms; waited += LOOK_MS) {
    nowMs += LOOK_MS;
    if (isMoving) timeS += LOOK_MS / 1000;
    seen.push(watch.look({ state, currentTime: timeS }, nowMs));
  }
  return seen;
}

const remedies = (seen: Diagnosis[]) =>
  seen.map(({ remedy }) => remedy).filter((x) => x !== "none");

test("a context whose clock moves is left alone", () => {
  const seen = pass(10_000, "running");
  expect(remedies(seen)).toEqual([]);
  expect(seen.at(-1)?.health).toBe("running");
});

describe("an interruption", () => {
  test("is never resumed, however long it lasts and however often it is asked", () => {
    pass(1000, "running");
    expect(remedies(pass(60_000, "interrupted"))).toEqual([]);
    const asked = watch.look({ state: "interrupted", currentTime: timeS }, nowMs, true);
    expect(asked).toEqual({ health: "interrupted", remedy: "none" });
  });

  test("that ends in suspension is resumed, once a second, for five seconds", () => {
    pass(1000, "running");
    pass(3000, "interrupted");
    expect(remedies(pass(20_000, "suspended"))).toEqual(new Array(5).fill("resume"));
    expect(watch.look({ state: "suspended", currentTime: timeS }, nowMs).health).toBe("blocked");
  });

  test("is over once the clock moves again, not when the state says so", () => {
    pass(1000, "running");
    pass(3000, "interrupted");
    expect(pass(500, "running", false).at(-1)?.health).toBe("interrupted");
    expect(pass(500, "running").at(-1)?.health).toBe("running");
  });
});

describe("a suspended context", () => {
  test("is opening at first, then waits for a tap", () => {
    expect(pass(1500, "suspended").every(({ health }) => health === "starting")).toBe(true);
    expect(remedies(pass(5000, "suspended"))).toEqual([]);
    const asked = watch.look({ state: "suspended", currentTime: timeS }, nowMs, true);
    expect(asked).toEqual({ health: "blocked", remedy: "resume" });
  });
});

describe("a clock that stands while the context says it runs", () => {
  test("is rebuilt after a second, not before", () => {
    pass(1000, "running");
    expect(remedies(pass(750, "running", false))).toEqual([]);
    expect(remedies(pass(500, "running", false))).toEqual(["rebuild"]);
  });

  test("is rebuilt ever more rarely while that does not help, and at once the next time", () => {
    pass(1000, "running");
    const count = remedies(pass(60_000, "running", false)).length;
    expect(count).toBeGreaterThanOrEqual(5); // after 1, 2, 4, 8, 16, 30 s
    expect(count).toBeLessThanOrEqual(6);
    watch.renew();
    timeS = 0;
    expect(pass(1000, "running").at(-1)?.health).toBe("running");
    expect(remedies(pass(1250, "running", false))).toEqual(["rebuild"]);
  });

  test("is frozen until a rebuilt one is seen to move", () => {
    pass(1000, "running");
    pass(1250, "running", false);
    watch.renew();
    timeS = 0;
    expect(pass(250, "running", false).at(-1)?.health).toBe("frozen");
    expect(pass(500, "running").at(-1)?.health).toBe("running");
  });

  test("is not blamed when the page itself stood still", () => {
    pass(1000, "running");
    nowMs += 60_000; // a frozen page looks at nothing
    expect(remedies(pass(750, "running", false))).toEqual([]);
  });
});

test("a context that was closed behind our back is rebuilt", () => {
  pass(1000, "running");
  expect(remedies(pass(250, "closed"))).toEqual(["rebuild"]);
});
