/** Reading JSON that others wrote: every field is checked before it has a type. */
import type { Words } from "../words/words";
import { WireError } from "./wire";

/** A JSON object whose fields are still unknown; `path` names it in errors. */
export class JsonObject {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    readonly path: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new WireError(`${path}: expected an object, got ${describe(value)}`);
    }
    this.fields = value as Record<string, unknown>;
  }

  number(name: string): number {
    const value = this.fields[name];
    if (typeof value !== "number") throw this.wrong(name, "a number");
    return value;
  }

  numberOr<T>(name: string, missing: T): number | T {
    const value = this.fields[name];
    return typeof value === "number" ? value : missing;
  }

  string(name: string): string {
    const value = this.fields[name];
    if (typeof value !== "string") throw this.wrong(name, "a string");
    return value;
  }

  stringOr(name: string, missing: string): string {
    const value = this.fields[name];
    return typeof value === "string" ? value : missing;
  }

  /** A text, or one text a language; anything else in it is dropped. */
  wordsOr(name: string, missing: Words): Words {
    const value = this.fields[name];
    if (typeof value === "string") return value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return missing;
    const texts = Object.entries(value).filter(([, text]) => typeof text === "string");
    return texts.length === 0 ? missing : (Object.fromEntries(texts) as Record<string, string>);
  }

  booleanOr(name: string, missing: boolean): boolean {
    const value = this.fields[name];
    return typeof value === "boolean" ? value : missing;
  }

  booleanOrNull(name: string): boolean | null {
    const value = this.fields[name];
    return typeof value === "boolean" ? value : null;
  }

  object(name: string): JsonObject {
    return new JsonObject(this.fields[name], `${this.path}.${name}`);
  }

  objectOrNull(name: string): JsonObject | null {
    return this.fields[name] == null ? null : this.object(name);
  }

  entries(): [string, unknown][] {
    return Object.entries(this.fields);
  }

  objects(name: string): JsonObject[] {
    return this.list(name).map((item, i) => new JsonObject(item, `${this.path}.${name}[${i}]`));
  }

  /** A list of whatever; a missing one is empty. */
  list(name: string): readonly unknown[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value)) throw this.wrong(name, "a list");
    return value;
  }

  private wrong(name: string, expected: string): WireError {
    return new WireError(
      `${this.path}.${name}: expected ${expected}, got ${describe(this.fields[name])}`,
    );
  }
}

function describe(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}
