import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Control } from "../audio/jitter-ring";
import { FakeContext } from "../testing/fake-audio";

import {
  begin,
  context,
  control,
  FakeWorker,
  orders,
  pass,
  phone,
  session,
  setUp,
  start,
  state,
  stored,
  TOKEN_KEY,
  tearDown,
} from "../testing/session-rig";

beforeEach(setUp);
afterEach(tearDown);

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

  test("find the gate shut after a call, and ask no second time", async () => {
    context().become("interrupted");
    await pass(200);
    context().become("running"); // its worklet shut the gate then, and says so once only
    await pullOut();
    expect(state().silence).toBe("route");
    await pass(500, { isObedient: false });
    expect(context().asked).not.toContain("suspend");
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
