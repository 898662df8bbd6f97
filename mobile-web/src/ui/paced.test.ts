import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { paced } from "./paced";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first value is drawn at once, then the last one of each 200 ms", () => {
  const drawn: number[] = [];
  const draw = paced((value: number) => drawn.push(value));
  for (let i = 0; i < 100; i++) {
    draw(i); // every 10 ms for a second
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(drawn.length).toBeLessThanOrEqual(7);
  expect(drawn[0]).toBe(0);
  expect(drawn.at(-1)).toBe(99);
});

test("after a rest the next value is drawn at once again", () => {
  const drawn: string[] = [];
  const draw = paced((value: string) => drawn.push(value));
  draw("a");
  vi.advanceTimersByTime(1000);
  draw("b");
  expect(drawn).toEqual(["a", "b"]);
  expect(vi.getTimerCount()).toBe(1);
});
