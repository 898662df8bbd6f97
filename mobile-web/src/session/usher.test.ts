import { expect, test } from "vitest";
import { Usher } from "./usher";

test("the place is said once, with the reason", () => {
  const usher = new Usher();
  expect(usher.look(7, false, 0)).toEqual({ kind: "first", place: 7 });
  expect(usher.look(7, false, 60_000)).toBeNull();
});

test("it is said again when half the way is done, and not as a countdown", () => {
  const usher = new Usher();
  usher.look(40, false, 0);
  expect(usher.look(21, false, 30_000)).toBeNull();
  expect(usher.look(20, false, 30_000)).toEqual({ kind: "moved", place: 20 });
  expect(usher.look(9, false, 40_000)).toBeNull();
  expect(usher.look(8, false, 51_000)).toEqual({ kind: "moved", place: 8 });
});

test("who is next is told at once, and only who was not before", () => {
  const usher = new Usher();
  usher.look(2, false, 0);
  expect(usher.look(1, false, 100)).toEqual({ kind: "next", place: 1 });
  expect(usher.look(1, false, 90_000)).toBeNull();
  const first = new Usher();
  expect(first.look(1, false, 0)?.kind).toBe("first");
});

test("the turn is told to who has waited, and to nobody else", () => {
  const usher = new Usher();
  expect(usher.look(null, true, 0)).toBeNull();
  usher.look(3, false, 0);
  expect(usher.look(null, true, 1)?.kind).toBe("turn");
  expect(usher.look(null, true, 2)).toBeNull();
  usher.look(3, false, 3);
  expect(usher.look(null, false, 4)).toBeNull(); // left
});

test("a place that is lost, and a worse one, are no news until it is better", () => {
  const usher = new Usher();
  usher.look(4, false, 0);
  expect(usher.look(9, false, 60_000)).toBeNull();
  expect(usher.look(2, false, 61_000)?.kind).toBe("moved");
});
