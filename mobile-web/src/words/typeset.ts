/** French punctuation: the spaces that must not break a line. Pure. */

const NARROW = "\u202f"; // before ; ? ! and
const WIDE = "\u00a0"; // before : and inside « »

/** Turn the plain spaces of a French text into unbreakable ones where typography asks for them. */
export function typesetFrench(text: string): string {
  return text
    .replace(/ ([;?!])/g, `${NARROW}$1`)
    .replace(/ ([:»])/g, `${WIDE}$1`)
    .replace(/« /g, `«${WIDE}`);
}

/** The same for every text of a catalogue. */
export function typesetAll<T>(words: T): T {
  if (typeof words === "string") return typesetFrench(words) as T;
  if (typeof words !== "object" || words === null) return words;
  const entries = Object.entries(words).map(([key, value]) => [key, typesetAll<unknown>(value)]);
  return Object.fromEntries(entries) as T;
}
