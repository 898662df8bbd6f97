/** Why the server closed, in words a walker understands, and when to try again. */

/**
 * What follows a close.
 *
 * `firstMs` is the delay of the first new attempt and `longestMs` that of the last (it doubles
 * between); `null` where trying again is useless.
 */
export interface Closing {
  readonly words: string;
  readonly retry: { readonly firstMs: number; readonly longestMs: number } | null;
}

export const NORMAL_CLOSE = 1000;
export const MALFORMED_CLOSE = 4400;
export const FULL_CLOSE = 4503;

const NETWORK = { firstMs: 200, longestMs: 5000 }; // a switched network is usually back at once
const SERVER = { firstMs: 1000, longestMs: 30_000 };
const FLOOD = { firstMs: 5000, longestMs: 30_000 };
const FULL = { firstMs: 10_000, longestMs: 10_000 };

const BUG = "Server and page do not understand each other. Reload the page.";

const CLOSINGS: Readonly<Record<number, Closing>> = {
  1000: { words: "The walk has ended.", retry: null },
  1011: { words: "The server stumbled. Trying again…", retry: SERVER },
  1012: { words: "The server is restarting. Trying again…", retry: SERVER },
  4400: { words: BUG, retry: null },
  4404: { words: "This walk does not exist here. Choose another on the start page.", retry: null },
  4408: { words: "The connection was too slow to begin. Trying again…", retry: NETWORK },
  4409: { words: "This walk goes on in another tab or on another device.", retry: null },
  4413: { words: BUG, retry: null },
  4426: { words: "The server speaks a newer version. Reload the page.", retry: null },
  4429: { words: "Too much was sent at once. Trying again…", retry: FLOOD },
  4503: { words: "All places are taken. Asking again…", retry: FULL },
};

const LOST: Closing = { words: "Connection lost. Looking for it again…", retry: NETWORK };

/** What a close code means; an unknown one is a lost network. */
export function closingOf(code: number): Closing {
  return CLOSINGS[code] ?? LOST;
}
