import { expect, test } from "vitest";
import type { WalkSummary } from "../domain/walk";
import { layoutOf } from "./start-layout";

const walk = (id: string): WalkSummary => ({ id, title: id, description: "", frame: "local" });
const WALKS = [walk("first"), walk("paper-1"), walk("paper-2")];

test("the doors open the server's first walk, the others stand beneath", () => {
  const layout = layoutOf(WALKS, null);
  expect(layout.opened?.id).toBe("first");
  expect(layout.isNamed).toBe(false);
  expect(layout.others.map(({ id }) => id)).toEqual(["paper-1", "paper-2"]);
});

test("a walk that the address names is what the page is about", () => {
  const layout = layoutOf(WALKS, "paper-2");
  expect(layout.opened?.id).toBe("paper-2");
  expect(layout.isNamed).toBe(true);
  expect(layout.others.map(({ id }) => id)).toEqual(["first", "paper-1"]);
});

test("a draft is what the page is about, though no list shows it", () => {
  const layout = layoutOf(WALKS, "paper-2@draft", walk("paper-2@draft"));
  expect(layout.opened?.id).toBe("paper-2@draft");
  expect(layout.isNamed).toBe(true);
  expect(layout.others.length).toBe(3);
});

test("the first walk has its own address too", () => {
  expect(layoutOf(WALKS, "first").isNamed).toBe(true);
});

test("an unknown name opens the first; no walk at all opens nothing", () => {
  expect(layoutOf(WALKS, "gone").opened?.id).toBe("first");
  expect(layoutOf([], null)).toEqual({ opened: null, isNamed: false, others: [] });
});
