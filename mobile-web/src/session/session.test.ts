import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Control } from "../audio/jitter-ring";
import type { Answer } from "../testing/fake-phone";
import {
  begin,
  control,
  orders,
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

const ANSWERS: readonly Answer[] = ["granted", "refused"];

describe("permissions", () => {
  const subsets = ANSWERS.flatMap((microphone) =>
    ANSWERS.flatMap((motion) =>
      ANSWERS.flatMap((location) =>
        ANSWERS.map((wakeLock) => ({ microphone, motion, location, wakeLock })),
      ),
    ),
  );

  test.each(subsets)("%j never keep a walk from starting", async (answers) => {
    begin(answers);
    await session.start(true);
    await pass(4000);
    expect(state().phase).toBe("walking");
    expect(orders("open").length).toBe(1);
    expect(orders("capture").length).toBe(answers.microphone === "granted" ? 1 : 0);
    expect(state().access.microphone.reason).toBe(
      answers.microphone === "granted" ? null : "refused",
    );
    expect(state().wakeLock).toBe(answers.wakeLock === "granted" ? "held" : "refused");
  });

  test("that nobody answers do not keep the link waiting", async () => {
    begin({ microphone: "hanging", motion: "hanging", location: "hanging", wakeLock: "hanging" });
    await session.start(true);
    expect(state().phase).toBe("walking");
    expect(orders("open").length).toBe(1);
    tell("begun");
    expect(state().hasBegun).toBe(true);
  });

  test("that came late still bring the microphone", async () => {
    begin();
    await session.start(true);
    expect(orders("open")[0]).toMatchObject({ options: { mic: "sound" } });
    await pass(50);
    expect(orders("capture").length).toBe(1);
  });
});

describe("a reload", () => {
  test("goes on with its token, and its sound comes quickly", async () => {
    stored.set(TOKEN_KEY, "old");
    begin();
    expect(session.isResumable).toBe(true);
    await session.start(true);
    expect(orders("open")[0]).toMatchObject({ options: { resume: "old" } });
    expect(control(Control.isResumed)).toBe(1);
  });

  test("too late for the server begins anew, slowly", async () => {
    stored.set(TOKEN_KEY, "old");
    begin();
    await session.start(true);
    welcome(false);
    expect(control(Control.isResumed)).toBe(0);
  });
});

describe("a microphone that a call took", () => {
  beforeEach(async () => {
    begin();
    await start();
  });

  test("is muted in words, and back by itself", () => {
    phone.tracks[0]?.suffer("mute");
    expect(state().access.microphone).toEqual({ state: "waiting", reason: "muted" });
    phone.tracks[0]?.suffer("unmute");
    expect(state().access.microphone).toEqual({ state: "ready", reason: null });
  });

  test.each(["mute", "ended"] as const)("by %s is asked for anew on return", async (event) => {
    phone.tracks[0]?.suffer(event);
    phone.become("visible");
    await pass(100);
    expect(phone.tracks.length).toBe(2);
    expect(orders("capture").length).toBe(2);
    expect(state().access.microphone.state).toBe("ready");
  });

  test("is left alone while it works", async () => {
    phone.become("visible");
    await pass(100);
    expect(phone.tracks.length).toBe(1);
  });
});

describe("a position", () => {
  beforeEach(async () => {
    begin();
    await start();
  });

  test("holds for ten seconds, then is stale and unknown to the server", async () => {
    expect(state().isPositionStale).toBe(false); // nothing to be stale yet
    phone.fix();
    await pass(9500);
    expect(state().isPositionStale).toBe(false);
    expect(orders("pose").at(-1)).toMatchObject({ pose: { point: { latDeg: 43 } } });
    await pass(2000);
    expect(state().isPositionStale).toBe(true);
    expect(orders("pose").at(-1)).toMatchObject({ pose: { point: null } });
    phone.fix();
    await pass(100);
    expect(state().isPositionStale).toBe(false);
  });

  test("two metres from the first is the first step", () => {
    const at = (eastM: number) => ({ eastM, northM: 0, upM: 0 });
    const say = (position: unknown) =>
      report({ type: "state", position, zones: [], stageDeg: [-30, 30] });
    say(null);
    say(at(10));
    say(at(11));
    expect(state().hasStepped).toBe(false);
    say(at(12.5));
    expect(state().hasStepped).toBe(true);
  });
});

test("the time to the first sound is told from the tap", async () => {
  begin();
  await start();
  expect(session.openingTimes.firstSoundMs).toBeCloseTo(500, -2);
  expect(session.openingTimes.firstSoundAfterAnswersMs).toBeCloseTo(500, -2);
});

test("a walk that was stopped leaves no timer running", async () => {
  begin();
  await start();
  const stopped = session.stop();
  await vi.advanceTimersByTimeAsync(1000);
  await stopped;
  await vi.advanceTimersByTimeAsync(4000);
  expect(vi.getTimerCount()).toBe(0);
});
