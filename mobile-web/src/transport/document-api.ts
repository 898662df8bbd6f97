/** The walk documents of `GET /api/documents`, which answers the owner only. */
import type { Words } from "../words/words";

export interface WalkDocument {
  readonly id: string;
  readonly title: Words;
  readonly file: string;
  /** What is wrong with it, in full; `null`: it can be walked. */
  readonly error: string | null;
}

/** Why there is no list. */
export type DocumentsRefusal = "forbidden" | "unreachable";

export async function fetchDocuments(): Promise<readonly WalkDocument[] | DocumentsRefusal> {
  try {
    const response = await fetch("/api/documents");
    if (response.status === 401 || response.status === 403) return "forbidden";
    return response.ok ? readDocuments(await response.json()) : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** Read the list; what is no document is left out. */
export function readDocuments(value: unknown): WalkDocument[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item !== "object" || item === null) return [];
    const { id, title, file, is_valid, error } = item as Record<string, unknown>;
    if (typeof id !== "string" || typeof file !== "string") return [];
    const wrong = typeof error === "string" ? error : file;
    return [{ id, title: titleOf(title, id), file, error: is_valid === true ? null : wrong }];
  });
}

function titleOf(title: unknown, id: string): Words {
  if (typeof title === "string" && title !== "") return title;
  return typeof title === "object" && title !== null ? (title as Record<string, string>) : id;
}

/** The ids of the models the server has loaded; none where it does not say. */
export async function fetchModelIds(): Promise<readonly string[]> {
  try {
    const response = await fetch("/api/models");
    if (!response.ok) return [];
    const answer: unknown = await response.json();
    const list = Array.isArray(answer) ? answer : (answer as { models?: unknown }).models;
    if (!Array.isArray(list)) return [];
    return list.flatMap((model: unknown) => {
      const id = typeof model === "object" && model !== null && "id" in model ? model.id : model;
      return typeof id === "string" ? [id] : [];
    });
  } catch {
    return [];
  }
}
