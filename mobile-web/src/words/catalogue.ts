/** Everything the walking pages say, in each language; a missing key does not compile. */
import { en } from "./en";
import { fr } from "./fr";
import type { Language } from "./language";
import { typesetAll } from "./typeset";

/** The shape of a catalogue with its texts left open. */
export type Texts<T> = {
  readonly [Key in keyof T]: T[Key] extends string ? string : Texts<T[Key]>;
};
export type Catalogue = Texts<typeof en>;

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, fr: typesetAll(fr) };

/** A language and what the pages say in it. */
export interface Tongue {
  readonly language: Language;
  readonly words: Catalogue;
}

export function tongueOf(language: Language): Tongue {
  return { language, words: CATALOGUES[language] };
}
