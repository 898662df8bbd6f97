/** The connection's state as the walker reads it; empty when all is well. */
import type { SessionState } from "../session/session-state";
import type { Catalogue } from "../words/catalogue";
import { fill } from "../words/words";

type Connection = Pick<SessionState, "connection" | "closing" | "place" | "phase">;

export function connectionWords(state: Connection, words: Catalogue): string {
  const { connection, closing, place, phase } = state;
  if (phase === "ready" || connection === "open") return "";
  if (closing !== null && closing !== "full") return words.closing[closing];
  switch (connection) {
    case "connecting":
      return words.connection.connecting;
    case "reconnecting":
      return words.closing.lost;
    case "waiting":
      return place === null ? words.closing.full : fill(words.connection.place, { place });
    case "closed":
      if (phase !== "stopped") return "";
      return place === null ? words.walking.ended : words.waiting.left;
    default:
      return connection satisfies never;
  }
}
