/** The trust page's catalogue: apart from the walk's, so that the page stays a few kilobytes. */
import type { Texts } from "./catalogue";
import type { Language } from "./language";
import { trustEn } from "./trust-en";
import { trustFr } from "./trust-fr";
import { typesetAll } from "./typeset";

export type TrustWords = Texts<typeof trustEn>;

const CATALOGUES: Readonly<Record<Language, TrustWords>> = { en: trustEn, fr: typesetAll(trustFr) };

export function trustWordsOf(language: Language): TrustWords {
  return CATALOGUES[language];
}
