/** Walk documents over HTTP. */
import type { Walk, WalkSummary } from "../domain/walk";
import { parseWalk, parseWalkList } from "../protocol/walk-json";

export type WalkApiReason = "unreachable" | "unknown-walk" | "refused";

/** The server did not give what was asked; `status` is the HTTP answer's, where there was one. */
export class WalkApiError extends Error {
  override readonly name = "WalkApiError";

  constructor(
    readonly reason: WalkApiReason,
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(`walk: ${reason}${status === null ? "" : ` (${status})`}`, options);
  }
}

export async function fetchWalks(): Promise<WalkSummary[]> {
  return parseWalkList(await fetchJson("/api/walks"));
}

export async function fetchWalk(id: string): Promise<Walk> {
  return parseWalk(await fetchJson(`/api/walks/${encodeURIComponent(id)}`));
}

/** Whether `code` (`null`: none) lets this visitor into a walk. */
export async function enterWalk(id: string, code: string | null): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(`/api/walks/${encodeURIComponent(id)}/enter`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code }),
    });
  } catch (cause) {
    throw new WalkApiError("unreachable", null, { cause });
  }
  if (response.ok) return true;
  if (response.status === 403) return false;
  throw new WalkApiError("refused", response.status);
}

/** The address of one of a walk's own sounds and pictures. */
export function walkFile(id: string, file: string): string {
  return `/api/walks/${encodeURIComponent(id)}/files/${encodeURIComponent(file)}`;
}

async function fetchJson(path: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path);
  } catch (cause) {
    throw new WalkApiError("unreachable", null, { cause });
  }
  if (response.status === 404) throw new WalkApiError("unknown-walk", 404);
  if (!response.ok) throw new WalkApiError("refused", response.status);
  return response.json();
}
