/** The door of a published walk: offered first or not, asking for a code or not. Owner only. */
import { DraftApiError } from "./draft-api";

export interface DoorState {
  readonly isFirst: boolean;
  readonly hasCode: boolean;
}

export async function fetchDoor(id: string): Promise<DoorState> {
  const [front, walk] = await Promise.all([ask("GET", "/api/front"), ask("GET", walkPath(id))]);
  const cover = walk.cover as Readonly<Record<string, unknown>> | undefined;
  return { isFirst: front.walk === id, hasCode: cover?.has_access_code === true };
}

export async function offerFirst(id: string): Promise<void> {
  await ask("PUT", "/api/front", { walk: id });
}

/** @param code - 4 to 64 characters; `null` asks for none. */
export async function setAccessCode(id: string, code: string | null): Promise<void> {
  await ask("POST", `${walkPath(id)}/access_code`, { code });
}

function walkPath(id: string): string {
  return `/api/walks/${encodeURIComponent(id)}`;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(path, init).catch(() => {
    throw new DraftApiError(0, `${method} ${path}: no answer`);
  });
  const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  if (response.ok) return answer;
  const { error } = answer;
  throw new DraftApiError(response.status, typeof error === "string" ? error : path);
}
