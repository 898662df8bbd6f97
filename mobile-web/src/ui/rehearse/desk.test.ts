import { expect, test } from "vitest";
import type { Walk } from "../../domain/walk";
import { parseWalk } from "../../protocol/walk-json";
import { LocalEarth } from "../../sensors/simulated-earth";
import { PRESETS } from "../../sensors/simulated-surroundings";
import { Desk, lengthM } from "./desk";
import { TimelineLog } from "./timeline-log";

const ORIGIN = { lonDeg: 5.448, latDeg: 43.522 };
const EARTH = new LocalEarth(ORIGIN);
const STILL = { east: 0, north: 0, turn: 0, isHurried: false };
const FORTH = { ...STILL, north: 1 };

function walk(origin: Walk["origin"]): Walk {
  const place = origin && { lon_deg: origin.lonDeg, lat_deg: origin.latDeg };
  const start = { east_m: 10, north_m: 0, up_m: 0 };
  return parseWalk({ id: "test", origin: place, start, zones: [], landmarks: [] });
}

function way(metres: readonly number[]) {
  return metres.map((eastM, i) => ({
    ...EARTH.toGeo({ eastM, northM: 0 }),
    timeMs: i * 10_000,
  }));
}

test("a walk on Earth begins at its start, a planted one where it is planted", () => {
  expect(new Desk(walk(ORIGIN), PRESETS.none, 1).walker.place.eastM).toBe(10);
  expect(new Desk(walk(null), PRESETS.none, 1).walker.place.eastM).toBe(0);
});

test("a planted walk's phone stands on the ground's origin, exactly, until the server has it", () => {
  const desk = new Desk(walk(null), PRESETS.street, 1);
  desk.jump({ eastM: 30, northM: 0 });
  desk.step(0.05, STILL);
  const { point, accuracyM } = desk.senses.reading();
  expect(accuracyM).toBeNull();
  desk.senses.planted();
  desk.step(2, STILL);
  const later = desk.senses.reading();
  expect(later.accuracyM).toBeGreaterThanOrEqual(3);
  expect(later.point).not.toEqual(point);
  desk.senses.unplant();
  expect(desk.senses.reading().point).toEqual(point);
});

test("time runs as many times as fast as one likes, and a sleeping page walks no mile", () => {
  const desk = new Desk(walk(ORIGIN), PRESETS.none, 1);
  desk.speed = 10;
  for (let step = 0; step < 20; step += 1) desk.step(0.05, FORTH);
  expect(desk.walker.place.northM).toBeGreaterThan(11);
  const before = desk.walker.place.northM;
  desk.step(3600, FORTH);
  expect(desk.walker.place.northM - before).toBeLessThan(20);
});

test("a track leads until it ends or somebody steers; played again it begins anew", () => {
  const desk = new Desk(walk(ORIGIN), PRESETS.none, 1);
  expect(desk.load(way([0, 12, 24]))).toBe(true);
  desk.play();
  for (let step = 0; step < 10; step += 1) desk.step(1, STILL);
  expect(desk.walker.place.eastM).toBeCloseTo(12, 2);
  desk.step(0.05, FORTH);
  expect(desk.isPlaying).toBe(false);
  desk.play();
  for (let step = 0; step < 12; step += 1) desk.step(1, STILL);
  expect(desk.isPlaying).toBe(false);
  expect(desk.atS).toBe(20);
  desk.play();
  expect(desk.atS).toBe(0);
});

test("what is no track changes nothing", () => {
  const desk = new Desk(walk(ORIGIN), PRESETS.none, 1);
  desk.load(way([0, 12]));
  expect(desk.load(way([5]))).toBe(false);
  expect(desk.track?.durationS).toBe(10);
});

test("what was walked is a way in strides, from the origin where the walk is planted", () => {
  const desk = new Desk(walk(null), PRESETS.none, 1);
  for (let step = 0; step < 200; step += 1) desk.step(0.1, FORTH);
  expect(lengthM(desk.trail)).toBeGreaterThan(20);
  expect(desk.trail.length).toBeLessThan(26);
  desk.forget();
  desk.step(0.1, FORTH);
  desk.step(2, FORTH);
  expect(desk.walked[0]).toEqual(EARTH.toGeo({ eastM: 0, northM: 0 }));
});

test("the timeline keeps two minutes, five looks a second", () => {
  const log = new TimelineLog();
  const look = { weights: [], latents: [], levelDb: null, errorM: null };
  for (let i = 0; i < 700; i += 1) log.take({ ...look, timeS: i * 0.2 });
  expect(log.looks.length).toBe(600);
  expect(log.looks[0]?.timeS).toBeCloseTo(20, 6);
  log.clear();
  expect(log.looks).toEqual([]);
});
