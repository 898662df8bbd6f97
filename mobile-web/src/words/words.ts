/** Words that may exist in several languages, and templates with `{names}` in them. Pure. */

import { typesetFrench } from "./typeset";

/** As walk documents write titles: one text for everybody, or one a language. */
export type Words = string | Readonly<Record<string, string>>;

const NAME = /\{(\w+)\}/g;

/** The words in `language`, else in English, else in whatever comes first; empty where there are none. */
export function wordsIn(words: Words, language: string): string {
  const text =
    typeof words === "string" ? words : (words[language] ?? words.en ?? Object.values(words)[0]);
  return language === "fr" ? typesetFrench(text ?? "") : (text ?? "");
}

/** A text and the primary tag of its language: `plain` where it is one text for everybody. */
export interface Told {
  readonly text: string;
  readonly language: string;
}

/** What `wordsIn` chooses, and in which language that is. */
export function toldIn(words: Words, language: string, plain: string): Told {
  const text = wordsIn(words, language);
  if (typeof words === "string") return { text, language: plain.split("-")[0] ?? plain };
  const chosen = [language, "en", ...Object.keys(words)].find((tag) => tag in words);
  return { text, language: chosen ?? language };
}

/** Put values where a template names them; a name without a value stays, so that it is noticed. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(NAME, (whole, name: string) => String(values[name] ?? whole));
}

/** The names that a template expects, sorted. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(NAME)].map(([, name]) => name ?? "").sort();
}
