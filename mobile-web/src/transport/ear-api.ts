/** What the editor's ear asks the server: how wide models are, reliefs, moments of recordings. */
import type { Cell, Relief, ReliefOrder, Rows } from "../compose/ear/relief";
import { DraftApiError } from "./draft-api";

const POLL_MS = 400;

type Answer = Readonly<Record<string, unknown>>;

/** How many latents each loaded model has, by id. */
export async function fetchLatentSizes(): Promise<ReadonlyMap<string, number>> {
  const cards: unknown = await ask("/api/models");
  if (!Array.isArray(cards)) return new Map();
  return new Map(cards.map((card: Answer) => [String(card.id), Number(card.latent_size)] as const));
}

/**
 * Let the server listen to a grid of places.
 *
 * @param heard - Hears how much is done, 0..1.
 * @param signal - Aborts the waiting; the server makes one relief at a time, the newest.
 */
export async function fetchRelief(
  id: string,
  order: ReliefOrder,
  heard: (share: number) => void,
  signal: AbortSignal,
): Promise<Relief> {
  const path = `/api/drafts/${encodeURIComponent(id)}/relief`;
  const { westM, southM, eastM, northM } = order.bounds;
  const { columns, rows } = order;
  const body = { bounds_m: [westM, southM, eastM, northM], columns, rows };
  let answer = (await ask(path, body, signal)) as Answer;
  for (;;) {
    if (answer.state === "failed") throw new DraftApiError(500, String(answer.error));
    if (answer.state === "done") return reliefOf(order, answer);
    heard(Number(answer.share));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    answer = (await ask(`${path}/${String(answer.job)}`, undefined, signal)) as Answer;
  }
}

/** The latents of a walk's sound file at a moment. */
export async function encodeMoment(
  model: string,
  walk: string,
  file: string,
  atS: number,
): Promise<readonly number[]> {
  const answer = (await ask("/api/encode", { model, walk, file, at_s: atS })) as Answer;
  return Array.isArray(answer.values) ? answer.values.map(Number) : [];
}

function reliefOf(order: ReliefOrder, answer: Answer): Relief {
  return {
    ...order,
    loudnessDb: answer.loudness_db as Rows,
    brightnessHz: answer.brightness_hz as Rows,
    changeDb: answer.change_db as Rows,
    hinges: (answer.hinges as readonly (readonly [number, number])[]).map(
      ([column, row]): Cell => ({ column, row }),
    ),
  };
}

async function ask(path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  const init: RequestInit = signal === undefined ? {} : { signal };
  if (body !== undefined) {
    init.method = "POST";
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new DraftApiError(0, `${path}: no answer`);
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { error } = answer as Answer;
  throw new DraftApiError(response.status, typeof error === "string" ? error : path);
}
