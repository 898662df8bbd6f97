import { expect, test } from "vitest";
import { orderFor } from "./trust-steps";

test.each(["ios", "android", "other"] as const)("%s reads its own steps first", (platform) => {
  expect(orderFor(platform)[0]).toBe(platform);
  expect([...orderFor(platform)].sort()).toEqual(["android", "ios", "other"]);
});
