import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Access } from "./access";
import { type Fix, Geolocation } from "./geolocation";

const DENIED = 1;
const UNAVAILABLE = 2;
const TIMEOUT = 3;

class FakePage extends EventTarget {
  visibilityState = "visible";
}

interface Watch {
  readonly tell: (position: GeolocationPosition) => void;
  readonly fail: (error: GeolocationPositionError) => void;
  isEnded: boolean;
}

let page: FakePage;
let watches: Watch[];
let fixes: Fix[];
let said: Access[];
let geolocation: Geolocation;

beforeEach(() => {
  vi.useFakeTimers();
  page = new FakePage();
  watches = [];
  fixes = [];
  said = [];
  const watchPosition = (tell: Watch["tell"], fail: Watch["fail"]) =>
    watches.push({ tell, fail, isEnded: false });
  const clearWatch = (id: number) => {
    const watch = watches[id - 1];
    if (watch) watch.isEnded = true;
  };
  vi.stubGlobal("document", page);
  vi.stubGlobal("navigator", { geolocation: { watchPosition, clearWatch } });
  geolocation = new Geolocation(
    (fix) => fixes.push(fix),
    (access) => said.push(access),
  );
});

afterEach(() => {
  geolocation.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function tell(accuracy: number): void {
  const coords = { longitude: 5, latitude: 43, accuracy, speed: Number.NaN };
  watches.at(-1)?.tell({ coords } as GeolocationPosition);
}

function fail(code: number): void {
  watches.at(-1)?.fail({ code } as GeolocationPositionError);
}

test("a fix is told, and a speed that is not a number is unknown", () => {
  geolocation.open();
  tell(5);
  expect(fixes).toEqual([{ lonDeg: 5, latDeg: 43, accuracyM: 5, speedMps: null }]);
  expect(said.at(-1)).toEqual({ state: "ready", reason: null });
});

test("a position of a kilometre is approximate, and nobody walks by it", () => {
  geolocation.open();
  tell(1000);
  expect(fixes).toEqual([]);
  expect(said.at(-1)).toEqual({ state: "waiting", reason: "approximate" });
  tell(8);
  tell(1000); // a bad moment later on is no setting of the phone
  expect(said.at(-1)).toEqual({ state: "ready", reason: null });
});

test.each([
  ["an unavailable position", UNAVAILABLE],
  ["a timeout", TIMEOUT],
])("%s ends the watch on iOS: another is armed a second later", (_what, code) => {
  geolocation.open();
  fail(code);
  expect(said.at(-1)).toEqual({ state: "waiting", reason: "no-fix" });
  vi.advanceTimersByTime(1000);
  expect(watches.map(({ isEnded }) => isEnded)).toEqual([true, false]);
});

test("a watch that falls silent is replaced, and its successor too", () => {
  geolocation.open();
  tell(5);
  vi.advanceTimersByTime(4000);
  expect(watches.length).toBe(2);
  vi.advanceTimersByTime(40_000);
  expect(watches.length).toBe(4);
});

test("an open prompt is not disturbed", () => {
  geolocation.open();
  vi.advanceTimersByTime(120_000);
  expect(watches.length).toBe(1);
});

test("a refusal is final until the page returns, perhaps from the settings", () => {
  geolocation.open();
  fail(DENIED);
  expect(said.at(-1)).toEqual({ state: "refused", reason: "refused" });
  vi.advanceTimersByTime(60_000);
  expect(watches.length).toBe(1);
  page.dispatchEvent(new Event("visibilitychange"));
  tell(5);
  expect(said.at(-1)).toEqual({ state: "ready", reason: null });
});

test("a page that is hidden arms nothing", () => {
  geolocation.open();
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(watches.length).toBe(1);
});

test("closed, nothing is watched and no timer is left", () => {
  geolocation.open();
  tell(5);
  geolocation.close();
  expect(watches.every(({ isEnded }) => isEnded)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("a browser without geolocation is missing it", () => {
  vi.stubGlobal("navigator", {});
  geolocation.open();
  expect(said).toEqual([{ state: "missing", reason: "missing" }]);
});
