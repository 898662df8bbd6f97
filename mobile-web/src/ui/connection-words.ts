/** The connection's state as the walker reads it. */
import type { SessionState } from "../session/session-state";

export function connectionWords({
  connection,
  closing,
  place,
  words,
  phase,
}: SessionState): string {
  if (phase === "ready") return "";
  if (words !== "") return words;
  if (closing !== null) return place === null ? `Connection: ${closing}.` : `Waiting: ${place}.`;
  switch (connection) {
    case "connecting":
      return "Connecting…";
    case "reconnecting":
      return "Connection lost. Looking for it again…";
    case "waiting":
      return "All places are taken. You are let in as soon as one is free…";
    case "open":
      return "";
    case "closed":
      return phase === "stopped" ? "The walk has ended." : "";
    default:
      return connection satisfies never;
  }
}
