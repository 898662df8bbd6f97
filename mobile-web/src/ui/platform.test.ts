import { expect, test } from "vitest";
import { platformOf, type Traits } from "./platform";

const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15";
const NOTHING: Traits = {
  hasGestureEvents: false,
  touchPoints: 0,
  platformName: "",
  userAgent: "",
};

test.each<[string, Partial<Traits>, string]>([
  ["an iPhone", { hasGestureEvents: true, touchPoints: 5, userAgent: "iPhone" }, "ios"],
  [
    "an iPad that calls itself a Mac",
    { hasGestureEvents: true, touchPoints: 5, userAgent: MAC },
    "ios",
  ],
  ["a Mac", { hasGestureEvents: true, userAgent: MAC }, "other"],
  ["Chrome on Android", { touchPoints: 5, platformName: "Android" }, "android"],
  [
    "Firefox on Android",
    { touchPoints: 5, userAgent: "Mozilla/5.0 (Android 15; Mobile)" },
    "android",
  ],
  ["a desktop with a touch screen", { touchPoints: 10, platformName: "Windows" }, "other"],
  ["another engine on an iPhone", { touchPoints: 5, userAgent: "Mozilla/5.0 (iPhone)" }, "ios"],
])("%s", (_, traits, expected) => {
  expect(platformOf({ ...NOTHING, ...traits })).toBe(expected);
});
