import { expect, test } from "vitest";
import { PocketHold, STOP_MS, WAKE_MS } from "./pocket-hold";

test("a touch shorter than 1.2 s does nothing", () => {
  const hold = new PocketHold();
  hold.press(1, 0, 0, 1000);
  expect(hold.stage(1000 + WAKE_MS - 1)).toBe("holding");
  expect(hold.release(1, 1000 + WAKE_MS - 1)).toBe(false);
  expect(hold.stage(9000)).toBe("idle");
});

test("letting go after 1.2 s wakes, once", () => {
  const hold = new PocketHold();
  hold.press(1, 0, 0, 0);
  expect(hold.stage(WAKE_MS)).toBe("waking");
  expect(hold.release(1, WAKE_MS)).toBe(true);
  expect(hold.release(1, WAKE_MS)).toBe(false);
});

test("holding on for 3 s stops, and the ring is full then and not before", () => {
  const hold = new PocketHold();
  hold.press(1, 0, 0, 500);
  expect(hold.progress(500)).toBe(0);
  expect(hold.progress(500 + STOP_MS / 2)).toBeCloseTo(0.5);
  expect(hold.stage(500 + STOP_MS - 1)).toBe("waking");
  expect(hold.stage(500 + STOP_MS)).toBe("stopped");
  expect(hold.progress(500 + STOP_MS)).toBe(1);
  expect(hold.progress(99_999)).toBe(1);
});

test("a wandering thumb, a second finger and a cancelled touch are a pocket", () => {
  const wandering = new PocketHold();
  wandering.press(1, 0, 0, 0);
  wandering.move(1, 60, 0);
  expect(wandering.release(1, 2000)).toBe(false);

  const palm = new PocketHold();
  palm.press(1, 0, 0, 0);
  palm.press(2, 100, 100, 300);
  expect(palm.stage(5000)).toBe("idle");

  const cancelled = new PocketHold();
  cancelled.press(1, 0, 0, 0);
  cancelled.cancel();
  expect(cancelled.stage(5000)).toBe("idle");
});

test("a thumb may tremble, and other fingers' ends do not count", () => {
  const hold = new PocketHold();
  hold.press(1, 10, 10, 0);
  hold.move(1, 20, 15);
  hold.move(2, 500, 500);
  expect(hold.release(2, 2000)).toBe(false);
  expect(hold.release(1, 2000)).toBe(true);
});
