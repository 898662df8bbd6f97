/** What the walker let us use, and what to do about what they (or the phone) did not. */

export type Sense = "audio" | "microphone" | "motion" | "location";
export const SENSES: readonly Sense[] = ["audio", "microphone", "motion", "location"];

/** `off`: not wanted now; `waiting`: a prompt is open or the first value has not come. */
export type AccessState = "off" | "waiting" | "ready" | "refused" | "missing";

/** One sense's state; `remedy` is one line, empty where none is needed. */
export interface Access {
  readonly state: AccessState;
  readonly remedy: string;
}

export const ACCESS_OFF: Access = { state: "off", remedy: "" };
export const ACCESS_WAITING: Access = { state: "waiting", remedy: "" };
export const ACCESS_READY: Access = { state: "ready", remedy: "" };

const REFUSED: Readonly<Record<Sense, string>> = {
  audio: "Sound is blocked: tap Start again, or check the site's sound setting.",
  microphone:
    "Allow the microphone in the browser's site settings, then reload. The walk works without it.",
  motion:
    "Allow motion sensors in the browser's site settings, then reload. The walk works without them.",
  location:
    "Allow location for this site and for the browser in the phone's settings, then reload.",
};

const MISSING: Readonly<Record<Sense, string>> = {
  audio: "This browser cannot play the stream. Open the page in Safari, Chrome or Firefox.",
  microphone: "No microphone found. The walk works without it.",
  motion: "This device has no compass. The walk works without it.",
  location: "No position yet. Go outside, under open sky, or switch location on.",
};

export function refused(sense: Sense): Access {
  return { state: "refused", remedy: REFUSED[sense] };
}

export function missing(sense: Sense): Access {
  return { state: "missing", remedy: MISSING[sense] };
}
