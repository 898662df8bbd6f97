import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WakeLock, type WakeLockState } from "./wake-lock";

class FakePage extends EventTarget {
  visibilityState = "visible";

  become(state: "visible" | "hidden"): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

class FakeSentinel extends EventTarget {
  isReleased = false;

  async release(): Promise<void> {
    this.isReleased = true;
    this.dispatchEvent(new Event("release"));
  }
}

let page: FakePage;
let isAllowed: boolean;
let held: FakeSentinel[];
let states: WakeLockState[];
let lock: WakeLock;

beforeEach(() => {
  page = new FakePage();
  isAllowed = true;
  held = [];
  states = [];
  const request = async (): Promise<FakeSentinel> => {
    if (!isAllowed) throw new DOMException("no", "NotAllowedError");
    const sentinel = new FakeSentinel();
    held.push(sentinel);
    return sentinel;
  };
  vi.stubGlobal("document", page);
  vi.stubGlobal("navigator", { wakeLock: { request } });
  lock = new WakeLock((state) => states.push(state));
});

afterEach(() => vi.unstubAllGlobals());

const settle = () => new Promise((resolve) => setImmediate(resolve));

async function hide(): Promise<void> {
  page.become("hidden");
  await held.at(-1)?.release(); // the browser does
}

test("the screen is held from the start, and again after the page was hidden", async () => {
  lock.open();
  await settle();
  expect(states).toEqual(["held"]);
  await hide();
  expect(states.at(-1)).toBe("refused");
  page.become("visible");
  await settle();
  expect(states.at(-1)).toBe("held");
});

test("a refusal is asked again with the next tap, and no more once granted", async () => {
  isAllowed = false;
  lock.open();
  await settle();
  expect(states).toEqual(["refused"]);
  isAllowed = true;
  page.dispatchEvent(new Event("pointerup"));
  await settle();
  expect(states.at(-1)).toBe("held");
  page.dispatchEvent(new Event("pointerup"));
  await settle();
  expect(held.length).toBe(1);
});

test("a hidden page does not ask", async () => {
  lock.open();
  await settle();
  await hide();
  page.dispatchEvent(new Event("pointerup"));
  await settle();
  expect(held.length).toBe(1);
});

test("closed, the screen is let go and nothing is asked for", async () => {
  lock.open();
  await settle();
  lock.close();
  page.become("visible");
  await settle();
  expect(states).toEqual(["held", "off"]);
  expect(held.length).toBe(1);
});

test("a lock that comes after the close is let go", async () => {
  lock.open();
  lock.close();
  await settle();
  expect(held.map(({ isReleased }) => isReleased)).toEqual([true]);
  expect(states).toEqual(["off"]);
});

test("a browser without wake locks refuses", () => {
  vi.stubGlobal("navigator", {});
  lock.open();
  expect(states).toEqual(["refused"]);
});
