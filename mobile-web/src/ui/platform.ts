/** Which family of device this is: it orders and words instructions, and decides nothing. Pure. */

export type Platform = "ios" | "android" | "other";

/** What tells them apart, the least fragile first. */
export interface Traits {
  readonly hasGestureEvents: boolean; // WebKit alone has them, and every usual iOS browser is WebKit
  readonly touchPoints: number;
  readonly platformName: string; // navigator.userAgentData, Chromium alone
  readonly userAgent: string; // the last resort
}

export function traitsOf(scope: typeof globalThis): Traits {
  const { navigator } = scope;
  const hints = (navigator as { userAgentData?: { platform?: unknown } }).userAgentData;
  return {
    hasGestureEvents: "GestureEvent" in scope,
    touchPoints: navigator.maxTouchPoints,
    platformName: typeof hints?.platform === "string" ? hints.platform : "",
    userAgent: navigator.userAgent,
  };
}

/** A Mac has gesture events and no touch screen; an iPad calls itself a Mac and has one. */
export function platformOf(traits: Traits): Platform {
  if (traits.platformName === "Android") return "android";
  if (traits.hasGestureEvents && traits.touchPoints > 1) return "ios";
  if (/Android/.test(traits.userAgent)) return "android";
  return /iPhone|iPad|iPod/.test(traits.userAgent) ? "ios" : "other";
}
