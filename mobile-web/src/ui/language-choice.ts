/** The language of this page: read once from address, memory and browser, kept when chosen. */
import { chooseLanguage, type Language } from "../words/language";

const KEY = "latentwalk.language";

/** The language to speak; `<html lang>` says it too. */
export function readLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  const language = chooseLanguage({ asked, kept: kept(), preferred: navigator.languages });
  if (asked !== null) keepLanguage(language);
  document.documentElement.lang = language;
  return language;
}

/** Speak this language from now on, here and on the pages to come. */
export function keepLanguage(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage forbidden: the browser's own languages decide each page.
  }
}

/** Put the language into the address, so that a reload or a shared link keeps it. */
export function showInAddress(language: Language): void {
  const url = new URL(location.href);
  url.searchParams.set("lang", language);
  history.replaceState(history.state, "", url);
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
