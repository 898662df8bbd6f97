/** The steps by which a device comes to trust this address, its own first. */

import type { TrustWords } from "../words/trust-words";
import { fill } from "../words/words";
import { element } from "./element";
import type { Platform } from "./platform";

const PLATFORMS: readonly Platform[] = ["ios", "android", "other"];
const FILES: Readonly<Record<Platform, string>> = {
  ios: "/authority.mobileconfig",
  android: "/authority.crt",
  other: "/authority.crt",
};

/** This device's own first, the others after it. */
export function orderFor(platform: Platform): readonly Platform[] {
  return [platform, ...PLATFORMS.filter((other) => other !== platform)];
}

/** @param name - The authority's, as the phone's settings will show it. */
export function trustSteps(platform: Platform, words: TrustWords, name: string): HTMLElement[] {
  return orderFor(platform).map((each) => {
    const body = stepsOf(each, words, name);
    if (each === platform) return element("section", "steps", body);
    const summary = element("summary", "quiet", [words[each].name]);
    return element("details", "folded", [summary, ...body]);
  });
}

function stepsOf(platform: Platform, words: TrustWords, name: string): HTMLElement[] {
  const { download, first, second, third, note, remove } = words[platform];
  const lines = [first, second, third].map((line) => fill(line, { name }));
  const main = platform === "other" ? "button" : "button button-main";
  return [
    element("a", main, [download], { href: FILES[platform], "data-action": `get-${platform}` }),
    element(
      "ol",
      "step-list",
      lines.map((line) => element("li", "", [line])),
    ),
    element("p", "small", [note]),
    element("p", "small", [remove]),
  ];
}
