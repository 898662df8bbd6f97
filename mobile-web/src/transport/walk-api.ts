/** Walk documents over HTTP. */
import type { Walk, WalkSummary } from "../domain/walk";
import { parseWalk, parseWalkList } from "../protocol/walk-json";

/** The server did not give what was asked; the text is for the walker. */
export class WalkApiError extends Error {
  override readonly name = "WalkApiError";
}

export async function fetchWalks(): Promise<WalkSummary[]> {
  return parseWalkList(await fetchJson("/api/walks"));
}

export async function fetchWalk(id: string): Promise<Walk> {
  return parseWalk(await fetchJson(`/api/walks/${encodeURIComponent(id)}`));
}

async function fetchJson(path: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path);
  } catch (cause) {
    throw new WalkApiError("The server cannot be reached. Check the connection, then reload.", {
      cause,
    });
  }
  if (response.status === 404) throw new WalkApiError("This walk does not exist here.");
  if (!response.ok)
    throw new WalkApiError(`The server answered ${response.status}. Try again later.`);
  return response.json();
}
