/** Drafts over HTTP: opened, saved, had back, published. Answers the owner only. */
import type { GeoJsonWalk } from "../compose/document";
import type { Draft, Problem, SaveAnswer } from "../compose/draft";
import type { Words } from "../words/words";

/** A draft as it is opened. */
export interface OpenedDraft extends Draft {
  readonly publishedVersion: number | null;
  readonly hasChanges: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** The path by which others hear the draft; `null` until it is shared. */
  readonly link: string | null;
}

export interface Version {
  readonly version: number;
  readonly time: string; // ISO 8601
  readonly title: string;
  readonly isGood: boolean;
  readonly isPublished: boolean;
}

export interface Changed {
  readonly id: string;
  readonly kind: string;
  readonly title: Words;
  readonly fields: readonly string[];
}

/** What publishing changes. */
export interface Changes {
  readonly added: readonly Changed[];
  readonly removed: readonly Changed[];
  readonly changed: readonly Changed[];
  readonly settings: readonly string[];
  readonly hasChanges: boolean;
  /** Nothing of it was ever published. */
  readonly isNew: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** A walk to begin. */
export interface Fresh {
  readonly title: string;
  readonly frame: "local" | "geographic";
  readonly origin?: readonly [number, number];
}

/** The server refused, or could not be reached (`status` 0); `message` is its own. */
export class DraftApiError extends Error {
  override readonly name = "DraftApiError";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Answer = Readonly<Record<string, unknown>>;

export async function openDraft(id: string): Promise<OpenedDraft> {
  return openedOf(id, await ask("GET", pathOf(id)));
}

export async function beginWalk(fresh: Fresh): Promise<string> {
  return String((await ask("POST", "/api/drafts", fresh)).id);
}

/** Keep a document as a walk of its own beside `id`; its id. */
export async function copyDraft(id: string, document: GeoJsonWalk): Promise<string> {
  return String((await ask("POST", "/api/drafts", { copy_of: id, document })).id);
}

/** Never fails: what went wrong is the answer. */
export async function saveDraft({ id, version, document }: Draft): Promise<SaveAnswer> {
  try {
    return savedOf(await ask("PUT", pathOf(id), { version, document }));
  } catch (error) {
    if (!(error instanceof DraftApiError)) throw error;
    if (error.status === 409) return { kind: "stale", version };
    if (error.status === 0 || error.status >= 500) return { kind: "lost" };
    const problem = { feature: null, field: null, message: error.message };
    return { kind: "wrong", version, problems: [problem] };
  }
}

export async function fetchHistory(id: string): Promise<Version[]> {
  const answer = await askAny("GET", `${pathOf(id)}/history`);
  return listOf(answer).map((item) => ({
    version: Number(item.version),
    time: String(item.time),
    title: typeof item.title === "string" ? item.title : "",
    isGood: item.is_good !== false,
    isPublished: item.is_published === true,
  }));
}

export async function restoreDraft(id: string, version: number): Promise<void> {
  await ask("POST", `${pathOf(id)}/restore`, { version });
}

export async function fetchChanges(id: string): Promise<Changes> {
  const answer = await ask("GET", `${pathOf(id)}/changes`);
  return {
    added: changedOf(answer.added),
    removed: changedOf(answer.removed),
    changed: changedOf(answer.changed),
    settings: textsOf(answer.settings),
    hasChanges: answer.has_changes === true,
    isNew: answer.is_new === true,
    problems: problemsOf(answer.errors),
    warnings: problemsOf(answer.warnings),
  };
}

export async function publishDraft(id: string, name: string): Promise<void> {
  await ask("POST", `${pathOf(id)}/publish`, { name });
}

/** Let walkers hear again what they heard before the last publication. */
export async function unpublishLast(id: string): Promise<void> {
  await ask("POST", `${pathOf(id)}/unpublish_last`, {});
}

/** The path by which others hear the draft. */
export async function shareDraft(id: string): Promise<string> {
  return String((await ask("POST", `${pathOf(id)}/link`, {})).path);
}

/** Upload a sound or a picture; the name it is kept by. */
export async function uploadFile(id: string, name: string, bytes: Blob): Promise<string> {
  const answer = await ask("POST", filePathOf(id, name), bytes);
  return typeof answer.file === "string" ? answer.file : name;
}

/** The names of the walk's files. */
export async function fetchFiles(id: string): Promise<string[]> {
  const answer = await askAny("GET", `${pathOf(id)}/files`);
  const files = Array.isArray(answer) ? answer : (answer as Answer).files;
  if (!Array.isArray(files)) return [];
  return files.map((file: unknown) =>
    typeof file === "object" && file !== null
      ? String((file as Answer).name ?? (file as Answer).file)
      : String(file),
  );
}

/** Where a file of the walk can be read. */
export function fileAddress(id: string, name: string): string {
  return `/api/walks/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`;
}

/** A name a file may be kept by: letters, digits, `.`, `_`, `-`; short, its ending kept. */
export function fileNameOf(given: string): string {
  const plain = given.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(plain)?.[0].toLowerCase() ?? "";
  const stem = plain
    .slice(0, plain.length - ending.length)
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return `${stem.slice(0, 60) || "sound"}${ending}`;
}

/** Read the findings of a check; what is none is left out. */
export function problemsOf(value: unknown): Problem[] {
  return listOf(value).map(({ feature, field, message }) => ({
    feature:
      typeof feature === "string" && feature !== "" && feature !== "latentwalk" ? feature : null,
    field: typeof field === "string" && field !== "" ? field : null,
    message: String(message),
  }));
}

function openedOf(id: string, answer: Answer): OpenedDraft {
  const published = answer.published_version;
  return {
    id,
    version: Number(answer.version),
    document: answer.document as GeoJsonWalk,
    publishedVersion: typeof published === "number" ? published : null,
    hasChanges: answer.has_changes === true,
    problems: problemsOf(answer.errors),
    warnings: problemsOf(answer.warnings),
    link: typeof answer.link === "string" ? answer.link : null,
  };
}

function savedOf(answer: Answer): SaveAnswer {
  const problems = problemsOf(answer.errors);
  const warnings = problemsOf(answer.warnings);
  const version = Number(answer.version);
  return problems.length === 0
    ? { kind: "saved", version, warnings }
    : { kind: "wrong", version, problems, warnings };
}

function changedOf(value: unknown): Changed[] {
  return listOf(value).map(({ id, kind, title, fields }) => ({
    id: String(id),
    kind: String(kind),
    title: (typeof title === "object" && title !== null ? title : String(title)) as Words,
    fields: textsOf(fields),
  }));
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function listOf(value: unknown): Answer[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Answer => typeof item === "object" && item !== null);
}

function pathOf(id: string): string {
  return `/api/drafts/${encodeURIComponent(id)}`;
}

function filePathOf(id: string, name: string): string {
  return `${pathOf(id)}/files/${encodeURIComponent(name)}`;
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await askAny(method, path, body);
  return typeof answer === "object" && answer !== null ? (answer as Answer) : {};
}

async function askAny(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await sent(method, path, body);
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { error } = answer as Answer;
  throw new DraftApiError(
    response.status,
    typeof error === "string" ? error : `${method} ${path}: ${response.status}`,
  );
}

async function sent(method: string, path: string, body: unknown): Promise<Response> {
  const init: RequestInit = { method };
  if (body instanceof Blob) init.body = body;
  else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  try {
    return await fetch(path, init);
  } catch {
    throw new DraftApiError(0, `${method} ${path}: no answer`);
  }
}
