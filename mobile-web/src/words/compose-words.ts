/** What the compose page says, in each language. */
import type { Texts } from "./catalogue";
import { composeEn } from "./compose-words-en";
import { footEn } from "./compose-words-foot-en";
import { footFr } from "./compose-words-foot-fr";
import { composeFr } from "./compose-words-fr";
import { inspectorEn } from "./compose-words-inspector-en";
import { inspectorFr } from "./compose-words-inspector-fr";
import { publishEn } from "./compose-words-publish-en";
import { publishFr } from "./compose-words-publish-fr";
import { rulesEn } from "./compose-words-rules-en";
import { rulesFr } from "./compose-words-rules-fr";
import type { Language } from "./language";
import { typesetAll } from "./typeset";

const en = {
  ...composeEn,
  inspector: inspectorEn,
  publishing: publishEn,
  foot: footEn,
  rules: rulesEn,
} as const;
const fr: ComposeWords = {
  ...composeFr,
  inspector: inspectorFr,
  publishing: publishFr,
  foot: footFr,
  rules: rulesFr,
};

export type ComposeWords = Texts<typeof en>;

const CATALOGUES: Readonly<Record<Language, ComposeWords>> = { en, fr: typesetAll(fr) };

export function composeWordsOf(language: Language): ComposeWords {
  return CATALOGUES[language];
}
