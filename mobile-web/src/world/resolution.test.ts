import { expect, test } from "vitest";
import { Resolution } from "./resolution";

test("a fast machine keeps its pixels", () => {
  const resolution = new Resolution(1.5);
  for (let i = 0; i < 500; i++) expect(resolution.observe(1 / 60)).toBe(false);
  expect(resolution.scale).toBe(1.5);
});

test("a slow one draws ever coarser, to an end", () => {
  const resolution = new Resolution(1);
  const changes = Array.from({ length: 500 }, () => resolution.observe(0.2)).filter(Boolean);
  expect(resolution.scale).toBe(0.35);
  expect(changes.length).toBeLessThan(6);
});

test("a rest is not slowness", () => {
  const resolution = new Resolution(1);
  for (let i = 0; i < 100; i++) {
    resolution.observe(0.03);
    if (i % 5 === 0) resolution.rest();
  }
  expect(resolution.scale).toBe(1);
});
