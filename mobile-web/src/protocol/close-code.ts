/** Why the server closed, in words a walker understands, and whether trying again makes sense. */

export interface Closing {
  readonly words: string;
  readonly canRetry: boolean;
}

export const NORMAL_CLOSE = 1000;
export const MALFORMED_CLOSE = 4400;
export const FULL_CLOSE = 4503;

const CLOSINGS: Readonly<Record<number, Closing>> = {
  1000: { words: "The walk has ended.", canRetry: false },
  1011: { words: "The server stumbled. Trying again…", canRetry: true },
  1012: { words: "The server is restarting. Trying again…", canRetry: true },
  4400: {
    words: "Server and page do not understand each other. Reload the page.",
    canRetry: false,
  },
  4404: {
    words: "This walk does not exist here. Choose another on the start page.",
    canRetry: false,
  },
  4408: { words: "The connection was too slow to begin. Trying again…", canRetry: true },
  4409: { words: "This walk goes on in another tab or device.", canRetry: false },
  4413: {
    words: "Server and page do not understand each other. Reload the page.",
    canRetry: false,
  },
  4426: { words: "The server has a newer version. Reload the page.", canRetry: false },
  4429: { words: "Too much was sent at once. Trying again…", canRetry: true },
  4503: { words: "All places are taken. You are let in as soon as one is free…", canRetry: true },
};

const LOST: Closing = { words: "Connection lost. Looking for it again…", canRetry: true };

/** What a close code means; an unknown one is a lost network. */
export function closingOf(code: number): Closing {
  return CLOSINGS[code] ?? LOST;
}
