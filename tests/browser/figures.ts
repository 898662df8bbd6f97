/** What was measured, kept beside the pictures for people to read. */
import { appendFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../out/browser/", import.meta.url));

/** Add one line to out/browser/figures.txt. */
export function note(claim: string, figures: Readonly<Record<string, number | null>>): void {
  mkdirSync(FOLDER, { recursive: true });
  const told = Object.entries(figures).map(([name, value]) => `${name} ${rounded(value)}`);
  appendFileSync(`${FOLDER}figures.txt`, `${claim}: ${told.join(", ")}\n`);
}

function rounded(value: number | null): string {
  if (value === null) return "none";
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
