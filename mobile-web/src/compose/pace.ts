/** Lengths as a walker knows them: metres, and seconds at a walking pace. Pure. */

export const PACE_MPS = 1.2; // a stroll, as in the walk's own speeds
const NICE = [1, 2, 5];

export function paceS(lengthM: number): number {
  return lengthM / PACE_MPS;
}

/** `12 m`, `1.3 km`; half metres below ten. */
export function metresText(lengthM: number, language: string): string {
  const [value, unit, digits] =
    lengthM >= 1000
      ? [lengthM / 1000, "km", lengthM >= 10_000 ? 0 : 1]
      : [lengthM, "m", lengthM < 10 ? 1 : 0];
  return `${decimal(value, digits, language)}\u00a0${unit}`;
}

/** `45 s`, `3 min 20 s`, `1 h 5 min`: how long walking it takes. */
export function paceText(lengthM: number): string {
  const seconds = Math.round(paceS(lengthM));
  if (seconds < 60) return `${seconds}\u00a0s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes < 60)
    return rest === 0 ? `${minutes}\u00a0min` : `${minutes}\u00a0min ${rest}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

/** Both: `84 m · 1 min 10 s`. */
export function lengthText(lengthM: number, language: string): string {
  return `${metresText(lengthM, language)} · ${paceText(lengthM)}`;
}

export function areaText(areaM2: number, language: string): string {
  const [value, unit, digits] = areaM2 >= 10_000 ? [areaM2 / 10_000, "ha", 1] : [areaM2, "m²", 0];
  return `${decimal(value, digits, language)}\u00a0${unit}`;
}

/** The longest of 1, 2, 5, 10, 20 … that is not over `most`. */
export function niceLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1e-3)));
  return Math.max(...NICE.map((step) => step * power).filter((step) => step <= most * 1.0001));
}

function decimal(value: number, digits: number, language: string): string {
  return value.toLocaleString(language, { maximumFractionDigits: digits });
}
