import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Control, JitterRing } from "../audio/jitter-ring";
import { PLAYBACK_NAME } from "../audio/playback-messages";
import { FakeContext, stubAudio } from "../testing/fake-audio";
import { ALL_GRANTED, type Answer, type Answers, FakePhone } from "../testing/fake-phone";
import type { LinkOrder, LinkReport } from "../transport/link-messages";
import { OutdoorSenses } from "./outdoor-senses";
import { Session } from "./session";

const OPTIONS = { walk: "first-walk", door: "outdoor", codec: "opus" } as const;
const TOKEN_KEY = "latentwalk.resume.outdoor.first-walk";
const ANSWERS: readonly Answer[] = ["granted", "refused"];

class FakeWorker {
  static made: FakeWorker[] = [];
  onmessage: ((event: { data: LinkReport }) => void) | null = null;
  readonly orders: LinkOrder[] = [];

  constructor() {
    FakeWorker.made.push(this);
  }

  postMessage(order: LinkOrder): void {
    this.orders.push(order);
  }

  terminate(): void {}
}

let phone: FakePhone;
let session: Session;
let stored: Map<string, string>;
let fetched: string[];

function begin(answers: Answers = ALL_GRANTED): void {
  phone = new FakePhone(answers);
  session = new Session(OPTIONS, new OutdoorSenses());
}

beforeEach(() => {
  vi.useFakeTimers();
  stubAudio();
  FakeWorker.made = [];
  stored = new Map();
  fetched = [];
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  vi.stubGlobal("fetch", async (address: string) => {
    fetched.push(address);
    return { ok: true, arrayBuffer: async () => new ArrayBuffer(0) };
  });
});

afterEach(async () => {
  const stopped = session.stop();
  await vi.advanceTimersByTimeAsync(1000);
  await stopped;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const state = () => session.store.value;
const context = () => FakeContext.made.at(-1) as FakeContext;
const worker = () => FakeWorker.made.at(-1) as FakeWorker;
const orders = (type: LinkOrder["type"]) => worker().orders.filter((order) => order.type === type);
const report = (message: unknown) => worker().onmessage?.({ data: message as LinkReport });

/** What the playback worklet of the newest context is told through shared memory. */
function control(word: number): number {
  const order = orders("outlet").at(-1) ?? orders("open").at(-1);
  if (order?.type !== "open" && order?.type !== "outlet") throw new Error("nothing was opened");
  if (order.outlet.kind !== "shared") throw new Error("expected shared memory");
  return new JitterRing(order.outlet.buffer).get(word);
}

function welcome(isResumed: boolean): void {
  report({ type: "welcome", resume: "token", isResumed, walk: null, session: "s" });
}

/** The newest playback worklet tells the page. */
function tell(type: "begun" | "shut"): void {
  const node = context().nodes.find(({ name }) => name === PLAYBACK_NAME);
  node?.port.onmessage?.({ data: { type, timeS: context().currentTime } });
}

/** Let time pass; the newest context's clock goes with it while it runs, and its worklet obeys. */
async function pass(ms: number, { isFrozen = false, isObedient = true } = {}): Promise<void> {
  for (let waited = 0; waited < ms; waited += 50) {
    if (context().state === "running" && !isFrozen) {
      context().currentTime += 0.05;
      if (isObedient && control(Control.gate) === 1) tell("shut");
    }
    await vi.advanceTimersByTimeAsync(50);
  }
}

async function start(isResumed = false): Promise<void> {
  await session.start(true);
  welcome(isResumed);
  await pass(500);
  tell("begun");
  await pass(1600); // prompts are answered and devices have settled
}

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

describe("the first sentence", () => {
  test("is spoken once the bed has risen, in the page's language", async () => {
    begin();
    phone.page.documentElement.lang = "fr";
    await start();
    expect(fetched).toEqual([]);
    await pass(4000);
    expect(fetched).toEqual(["/cues/turn-then-walk.fr.mp3"]);
    expect(context().nodes.some(({ startedS }) => startedS !== null)).toBe(true);
    await pass(60_000);
    expect(fetched.length).toBe(1);
  });

  test("is not said to someone who has only reloaded", async () => {
    stored.set(TOKEN_KEY, "old");
    begin();
    await start(true);
    await pass(10_000);
    expect(fetched).toEqual([]);
  });

  test("is not said into a silence", async () => {
    begin();
    await start();
    session.wakeSound();
    phone.buttons.get("pause")?.();
    await pass(5000);
    expect(context().nodes.some(({ startedS }) => startedS !== null)).toBe(false);
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

describe("headphones that go", () => {
  const speaker = { kind: "audiooutput" as const, deviceId: "s", groupId: "s", label: "Speaker" };
  const phones = { kind: "audiooutput" as const, deviceId: "h", groupId: "h", label: "Headphones" };

  async function pullOut(): Promise<void> {
    phone.devices.list = [speaker];
    phone.devices.dispatchEvent(new Event("devicechange"));
    await vi.advanceTimersByTimeAsync(0);
  }

  beforeEach(async () => {
    begin();
    phone.devices.list = [phones, speaker];
    await start();
  });

  test("shut the gate at once, and a tap opens it", async () => {
    await pullOut();
    expect(control(Control.gate)).toBe(1);
    expect(state().silence).toBe("route");
    await pass(10_000);
    expect(state().silence).toBe("route");
    session.wakeSound();
    expect(control(Control.gate)).toBe(0);
    expect(state().silence).toBe("none");
  });

  test("suspend the whole context where the worklet does not obey", async () => {
    await pullOut();
    await pass(200, { isObedient: false });
    expect(context().asked).toContain("suspend");
    session.wakeSound();
    await pass(500);
    expect(context().state).toBe("running");
    expect(state().silence).toBe("none");
  });

  test("leave a context running whose worklet obeys", async () => {
    await pullOut();
    await pass(200);
    expect(context().asked).not.toContain("suspend");
  });

  test("change nothing while the page asks for a microphone", async () => {
    const asking = session.setMic(true);
    await pullOut();
    await asking;
    expect(state().silence).toBe("none");
  });
});

describe("an interruption", () => {
  beforeEach(async () => {
    begin();
    await start();
    context().asked.length = 0;
  });

  test("is silence that is never resumed into", async () => {
    context().become("interrupted");
    expect(state().silence).toBe("interrupted");
    expect(control(Control.gate)).toBe(1);
    await pass(10_000);
    session.wakeSound();
    phone.become("visible");
    expect(context().asked).not.toContain("resume");
  });

  test("ends by itself once the context may be resumed and its clock moves", async () => {
    context().become("interrupted");
    await pass(3000);
    context().become("suspended");
    expect(context().asked).toContain("resume");
    await pass(500);
    expect(state().silence).toBe("none");
    expect(control(Control.gate)).toBe(0);
  });
});

describe("a clock that stands still", () => {
  beforeEach(async () => {
    begin();
    await start();
    await pass(1250, { isFrozen: true });
  });

  test("is replaced by another context, the link going on", async () => {
    expect(FakeContext.made.length).toBe(2);
    expect(FakeContext.made[0]?.asked).toContain("close");
    expect(FakeWorker.made.length).toBe(1);
    expect(orders("open").length).toBe(1);
    expect(orders("outlet").length).toBe(1);
    expect(orders("capture").length).toBe(2);
    expect(control(Control.isResumed)).toBe(1);
  });

  test("is silence until the new one is seen to move", async () => {
    expect(state().silence).toBe("stalled");
    await pass(1000);
    expect(state().silence).toBe("none");
    expect(control(Control.gate)).toBe(0);
  });
});

describe("a context that the browser put to sleep", () => {
  test("wants a tap, and gets its sound back by it", async () => {
    begin();
    await start();
    context().become("suspended");
    await pass(500);
    expect(state().silence).toBe("stalled");
    expect(state().access.audio.reason).toBe("blocked");
    session.wakeSound();
    await pass(500);
    expect(state().silence).toBe("none");
    expect(state().access.audio.state).toBe("ready");
  });
});

describe("a hidden page", () => {
  test("goes on sounding, and is looked after when it returns", async () => {
    begin();
    await start();
    phone.become("hidden");
    await pass(5000);
    expect(state().silence).toBe("none");
    expect(control(Control.gate)).toBe(0);
    context().become("suspended");
    context().asked.length = 0;
    phone.become("visible");
    expect(context().asked).toEqual(["resume"]);
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

describe("the headset's buttons", () => {
  beforeEach(async () => {
    begin();
    await start();
  });

  test("pause and play", async () => {
    phone.buttons.get("pause")?.();
    expect(control(Control.gate)).toBe(1);
    phone.buttons.get("play")?.();
    expect(control(Control.gate)).toBe(0);
    await pass(180_000);
    expect(state().phase).toBe("walking");
  });

  test("end the walk two minutes after a pause", async () => {
    phone.buttons.get("pause")?.();
    await pass(119_000);
    expect(state().phase).toBe("walking");
    await pass(2000);
    expect(state().phase).toBe("stopped");
    expect(stored.has(TOKEN_KEY)).toBe(false);
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
