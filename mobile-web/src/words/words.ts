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

/** Put values where a template names them; a name without a value stays, so that it is noticed. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(NAME, (whole, name: string) => String(values[name] ?? whole));
}

/** The names that a template expects, sorted. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(NAME)].map(([, name]) => name ?? "").sort();
}
