import { expect, test } from "vitest";
import { LocalEarth } from "./simulated-earth";
import { SimulatedPhone } from "./simulated-phone";
import { PRESETS } from "./simulated-surroundings";
import { SimulatedTrack } from "./simulated-track";
import { SimulatedWalker } from "./simulated-walker";

const EARTH = new LocalEarth({ lonDeg: 5.448, latDeg: 43.522 });
const HERE = { place: { eastM: 12, northM: -3 }, headingDeg: 90, speedMps: 0 };
const FORTH = { east: 0, north: 1, turn: 0, isHurried: false };

test("an exact phone says where it is, and the same point while it stands", () => {
  const phone = new SimulatedPhone(PRESETS.none, 1, EARTH);
  phone.step(HERE, 0.05);
  const { point, accuracyM, headingDeg } = phone.reading();
  expect(point).toEqual(EARTH.toGeo(HERE.place));
  expect(accuracyM).toBeNull();
  expect(headingDeg).toBe(90);
  phone.step(HERE, 0.05);
  expect(phone.reading().point).toBe(point);
});

test("a phone in a street fixes once a second, some metres off, and says about how much", () => {
  const phone = new SimulatedPhone(PRESETS.street, 1, EARTH);
  const points = new Set<unknown>();
  const offM: number[] = [];
  for (let step = 0; step < 600; step += 1) {
    phone.step(HERE, 0.1);
    const { fix } = phone;
    if (fix === null || points.has(fix)) continue;
    points.add(fix);
    offM.push(Math.hypot(fix.eastM - 12, fix.northM + 3));
    expect(fix.accuracyM).toBeGreaterThanOrEqual(3);
  }
  expect(points.size).toBeGreaterThan(55);
  expect(points.size).toBeLessThanOrEqual(61);
  const mean = offM.reduce((sum, x) => sum + x, 0) / offM.length;
  expect(mean).toBeGreaterThan(2);
  expect(mean).toBeLessThan(25);
});

test("at ten times the pace ten fixes come a second", () => {
  const phone = new SimulatedPhone(PRESETS.park, 1, EARTH);
  const fixes = new Set<unknown>();
  for (let step = 0; step < 20; step += 1) {
    phone.step(HERE, 0.05 * 10);
    fixes.add(phone.fix);
  }
  expect(fixes.size).toBe(11); // the first at once
});

test("without a fix for ten seconds the phone says so", () => {
  const dark = { ...PRESETS.park, lossEveryS: 1e-9, lossS: [60, 60] as const };
  const phone = new SimulatedPhone(PRESETS.park, 1, EARTH);
  phone.step(HERE, 0.1);
  expect(phone.isStale).toBe(false);
  phone.surround(dark);
  for (let step = 0; step < 105; step += 1) phone.step(HERE, 0.1);
  expect(phone.isStale).toBe(true);
  expect(phone.reading().point).toBeNull();
});

test("another radius scales the errors there are, another place makes others", () => {
  const [one, other] = [1, 2].map(() => new SimulatedPhone(PRESETS.park, 4, EARTH));
  for (const phone of [one, other]) phone?.step(HERE, 1);
  other?.surround({ ...PRESETS.park, radiusM: 10 });
  for (const phone of [one, other]) phone?.step(HERE, 1);
  const off = (phone: SimulatedPhone | undefined) => (phone?.fix?.eastM ?? 0) - 12;
  expect(off(other)).toBeCloseTo(2 * off(one), 6);
});

test("the keys walk at 1.2 m/s, and faster with Shift; north is up", () => {
  const walker = new SimulatedWalker({ eastM: 0, northM: 0 }, 180);
  for (let step = 0; step < 200; step += 1) walker.steer(FORTH, 0.05);
  expect(walker.place.northM).toBeGreaterThan(11);
  expect(walker.place.northM).toBeLessThan(12);
  expect(walker.headingDeg).toBe(0);
  for (let step = 0; step < 20; step += 1) walker.steer({ ...FORTH, isHurried: true }, 0.05);
  expect(walker.speedMps).toBeCloseTo(2.64, 1); // under 3 m/s, where a walk is refused
  expect(walker.steer({ ...FORTH, north: 0 }, 10)).toBe(false);
});

test("who is moved by a hand walks for a while, and then rests", () => {
  const walker = new SimulatedWalker({ eastM: 0, northM: 0 }, 0);
  walker.jump({ eastM: 9, northM: 9 });
  walker.steer({ ...FORTH, north: 0 }, 1);
  expect(walker.speedMps).toBe(1.2);
  for (let step = 0; step < 3; step += 1) walker.steer({ ...FORTH, north: 0 }, 1);
  expect(walker.truth).toEqual({ place: { eastM: 9, northM: 9 }, headingDeg: 0, speedMps: 0 });
});

test("a dragged walker faces where the hand goes, and not where it trembles", () => {
  const walker = new SimulatedWalker({ eastM: 0, northM: 0 }, 0);
  walker.drag({ eastM: 2, northM: 0 });
  expect(walker.headingDeg).toBe(90);
  walker.drag({ eastM: 1.9, northM: 0 });
  expect(walker.headingDeg).toBe(90);
});

function along(timesMs: readonly (number | null)[]): SimulatedTrack | null {
  const points = timesMs.map((timeMs, i) => {
    const { lonDeg, latDeg } = EARTH.toGeo({ eastM: 12 * i, northM: 0 });
    return { lonDeg, latDeg, timeMs };
  });
  return SimulatedTrack.through(points, EARTH);
}

test("a track is walked in its own time, on straight lines", () => {
  const track = along([5000, 15_000, 35_000]);
  expect(track?.durationS).toBe(30);
  const { place, courseDeg, speedMps } = track?.at(20) ?? {};
  expect(place?.eastM).toBeCloseTo(18, 3);
  expect(courseDeg).toBeCloseTo(90, 3);
  expect(speedMps).toBeCloseTo(0.6, 3);
  expect(track?.at(99).place.eastM).toBeCloseTo(24, 3);
});

test.each([
  ["without times", [null, null, null]],
  ["with a missing one", [0, null, 2000]],
  ["with times that fall", [5000, 0, 9000]],
])("a track %s is walked at 1.2 m/s", (_, times) => {
  expect(along(times)?.durationS).toBeCloseTo(20, 3);
});

test.each([
  ["one point", [0]],
  ["nothing", []],
  ["one instant", [0, 0, 0]],
])("%s is no track", (_, times) => {
  expect(along(times)).toBeNull();
});
