/** The languages the pages speak, and which of them a person wants. Pure. */

export type Language = "en" | "fr";
export const LANGUAGES: readonly Language[] = ["en", "fr"];

/** Each language's name for itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", fr: "Français" };

/** Where a wish for a language can be found; the first that names one of ours wins. */
export interface Wishes {
  readonly asked: string | null; // ?lang=
  readonly kept: string | null; // from an earlier visit
  readonly preferred: readonly string[]; // the browser's list, dearest first
}

/** Read a language tag such as `fr-CA`; `null` where we do not speak it. */
export function languageOf(tag: string | null): Language | null {
  const primary = tag?.toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** The language to speak; English where nothing else is wished for. */
export function chooseLanguage({ asked, kept, preferred }: Wishes): Language {
  for (const tag of [asked, kept, ...preferred]) {
    const language = languageOf(tag);
    if (language !== null) return language;
  }
  return "en";
}
