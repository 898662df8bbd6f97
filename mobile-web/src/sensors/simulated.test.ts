import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SimulatedCompass } from "./simulated-compass";
import { Dice } from "./simulated-dice";
import { LocalEarth } from "./simulated-earth";
import { type FixError, SimulatedGps } from "./simulated-gps";
import { type Place, PRESETS } from "./simulated-surroundings";

interface GoldenFix {
  readonly east_m: number;
  readonly north_m: number;
  readonly accuracy_m: number;
  readonly speed_mps: number;
}

interface GoldenPlace {
  readonly origin_lon_deg: number;
  readonly origin_lat_deg: number;
  readonly east_m: number;
  readonly north_m: number;
  readonly lon_deg: number;
  readonly lat_deg: number;
}

interface Golden {
  readonly uniform: Readonly<Record<string, readonly number[]>>;
  readonly gps: Readonly<Record<string, readonly (GoldenFix | null)[]>>;
  readonly compass: Readonly<Record<string, readonly number[]>>;
  readonly places: readonly GoldenPlace[];
}

/** Written by `python -m tests.unit.geo.gps_golden`. */
const GOLDEN = JSON.parse(
  readFileSync(new URL("../../../tests/data/rehearsal/phone-errors.json", import.meta.url), "utf8"),
) as Golden;

function named(name: string): { place: Place; seed: number } {
  const [place, seed] = name.split(" ");
  return { place: place as Place, seed: Number(seed) };
}

test.each(Object.entries(GOLDEN.uniform))("dice of seed %s fall as Python's do", (seed, throws) => {
  const dice = new Dice(Number(seed));
  expect(throws.map(() => dice.uniform())).toEqual(throws); // integers: bit for bit
});

test.each(Object.entries(GOLDEN.gps))("the fixes of %s are Python's", (name, expected) => {
  const { place, seed } = named(name);
  const gps = new SimulatedGps(PRESETS[place], seed);
  const errors: (FixError | null)[] = [];
  for (let second = 0; second < 240; second += 1) {
    const error = gps.next(1);
    if (second % 10 === 0) errors.push(error);
  }
  expected.forEach((fix, i) => {
    const mine = errors[i] ?? null;
    if (fix === null || mine === null) expect(mine).toBe(fix);
    else {
      expect(mine.eastM).toBeCloseTo(fix.east_m, 8);
      expect(mine.northM).toBeCloseTo(fix.north_m, 8);
      expect(mine.accuracyM).toBeCloseTo(fix.accuracy_m, 8);
      expect(mine.speedMps).toBeCloseTo(fix.speed_mps, 8);
    }
  });
});

test.each(Object.entries(GOLDEN.compass))("the compass of %s is Python's", (name, expected) => {
  const { place, seed } = named(name);
  const compass = new SimulatedCompass(PRESETS[place], seed);
  const errors: number[] = [];
  for (let step = 0; step < 1200; step += 1) {
    const error = compass.next(0.1);
    if (step % 100 === 0) errors.push(error);
  }
  expected.forEach((error, i) => {
    expect(errors[i]).toBeCloseTo(error, 8);
  });
});

test.each(GOLDEN.places)(
  "a phone $east_m m east, $north_m m north of $origin_lat_deg° says so",
  (place) => {
    const earth = new LocalEarth({ lonDeg: place.origin_lon_deg, latDeg: place.origin_lat_deg });
    const point = earth.toGeo({ eastM: place.east_m, northM: place.north_m });
    const metresPerLon = 111_320 * Math.cos((place.origin_lat_deg * Math.PI) / 180);
    expect(Math.abs(point.latDeg - place.lat_deg) * 111_000).toBeLessThan(0.02);
    expect(Math.abs(point.lonDeg - place.lon_deg) * metresPerLon).toBeLessThan(0.02);
    const back = earth.toLocal(point);
    expect(back.eastM).toBeCloseTo(place.east_m, 4);
    expect(back.northM).toBeCloseTo(place.north_m, 4);
  },
);
