/** Why a connection closed, and when to try again; what a walker reads of it lives in the pages. */

export type CloseReason =
  | "bye"
  | "internal"
  | "restart"
  | "malformed"
  | "access-code"
  | "unknown-walk"
  | "no-hello"
  | "replaced"
  | "oversized"
  | "version"
  | "flooding"
  | "full"
  | "lost" // the network
  | "incomplete"; // the page's own files are not all there

/**
 * What follows a close.
 *
 * `firstMs` is the delay of the first new attempt and `longestMs` that of the last (it doubles
 * between); `null` where trying again is useless.
 */
export interface Closing {
  readonly reason: CloseReason;
  readonly retry: { readonly firstMs: number; readonly longestMs: number } | null;
}

export const NORMAL_CLOSE = 1000;
export const MALFORMED_CLOSE = 4400;
export const FULL_CLOSE = 4503;

const NETWORK = { firstMs: 200, longestMs: 5000 }; // a switched network is usually back at once
const SERVER = { firstMs: 1000, longestMs: 30_000 };
const FLOOD = { firstMs: 5000, longestMs: 30_000 };
const FULL = { firstMs: 10_000, longestMs: 10_000 };

const CLOSINGS: Readonly<Record<number, Closing>> = {
  1000: { reason: "bye", retry: null },
  1011: { reason: "internal", retry: SERVER },
  1012: { reason: "restart", retry: SERVER },
  4400: { reason: "malformed", retry: null },
  4403: { reason: "access-code", retry: null },
  4404: { reason: "unknown-walk", retry: null },
  4408: { reason: "no-hello", retry: NETWORK },
  4409: { reason: "replaced", retry: null },
  4413: { reason: "oversized", retry: null },
  4426: { reason: "version", retry: null },
  4429: { reason: "flooding", retry: FLOOD },
  4503: { reason: "full", retry: FULL },
};

const LOST: Closing = { reason: "lost", retry: NETWORK };

/** What a close code means; an unknown one is a lost network. */
export function closingOf(code: number): Closing {
  return CLOSINGS[code] ?? LOST;
}
