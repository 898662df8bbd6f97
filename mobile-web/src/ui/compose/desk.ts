/** What every part of the editor works on. */
import type { Json, JsonObject, Kind, WalkFeature } from "../../compose/document";
import type { DraftStore } from "../../compose/draft-store";
import type { Plane } from "../../compose/plane";
import type { ComposeWords } from "../../words/compose-words";
import type { Language } from "../../words/language";
import { type Words, wordsIn } from "../../words/words";

export interface Desk {
  readonly store: DraftStore;
  readonly plane: Plane;
  readonly words: ComposeWords;
  readonly language: Language;
  /** The ids of the models the server has loaded. */
  readonly models: readonly string[];
}

/** What a feature is called: its title, else its id. */
export function nameOf({ properties }: WalkFeature, language: Language): string {
  const title = properties.title === undefined ? "" : wordsIn(properties.title, language);
  return title === "" ? (properties.id ?? "") : title;
}

/** `words` with the text of one language exchanged; one text for all stays one text. */
export function withWords(words: Words | undefined, language: Language, text: string): Words {
  if (words === undefined || typeof words === "string") return text;
  return { ...words, [language]: text };
}

/** A sign for each kind, drawn in text. */
export const SIGNS: Readonly<Record<Kind, string>> = {
  zone: "◍",
  landmark: "◆",
  hush: "⌀",
  anchor: "✛",
  planted: "❀",
  sample: "♪",
};

/** A number that may be missing from a document. */
export function numberIn(value: Json | undefined, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

/** An object that may be missing from a document. */
export function objectIn(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

export function textIn(value: Json | undefined, fallback = ""): string {
  return typeof value === "string" ? value : fallback;
}
