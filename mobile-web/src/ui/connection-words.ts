/** The connection's state as the walker reads it; empty when all is well. */
import type { SessionState } from "../session/session-state";
import type { Catalogue } from "../words/catalogue";
import { fill } from "../words/words";

type Connection = Pick<SessionState, "connection" | "closing" | "place" | "phase">;

export function connectionWords(state: Connection, words: Catalogue): string {
  const { connection, closing, place, phase } = state;
  if (phase === "ready" || connection === "open") return "";
  if (closing !== null) {
    return place === null ? words.closing[closing] : fill(words.connection.place, { place });
  }
  switch (connection) {
    case "connecting":
      return words.connection.connecting;
    case "reconnecting":
      return words.closing.lost;
    case "waiting":
      return words.closing.full;
    case "closed":
      return phase === "stopped" ? words.walking.ended : "";
    default:
      return connection satisfies never;
  }
}
