/**
 * What the outdoor page loads before its first sound, gzipped, computed from the built files.
 *
 * Follows what `index.html` names and what those files name in turn, as a browser would, and fails
 * over the budget. What comes later or elsewhere is left out: the world (indoor door), the
 * recorder (tests), the other pages. Usage: `node scripts/weight.mjs [dist]`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 300_000;
const LATER = /^(world|tap-worklet)-/;
const NAMED = /[\w-]+\.(?:js|css|wasm|mp3)\b/g;

/** The files the outdoor page asks for, with their gzipped sizes, heaviest first. */
export function outdoorFiles(dist) {
  const assets = new Map(
    readdirSync(join(dist, "assets")).map((name) => [name, join(dist, "assets", name)]),
  );
  const sizes = new Map();
  const visit = (path) => {
    const name = basename(path);
    if (sizes.has(name)) return;
    const bytes = readFileSync(path);
    sizes.set(name, gzipSync(bytes).length);
    if (name.endsWith(".wasm")) return;
    for (const [other] of bytes.toString("utf8").matchAll(NAMED)) {
      const found = assets.get(other);
      if (found !== undefined && !LATER.test(other)) visit(found);
    }
  };
  visit(join(dist, "index.html"));
  return [...sizes].sort(([, a], [, b]) => b - a);
}

export function totalOf(files) {
  return files.reduce((sum, [, bytes]) => sum + bytes, 0);
}

if (process.argv[1] === import.meta.filename) {
  const files = outdoorFiles(process.argv[2] ?? "dist");
  for (const [name, bytes] of files) console.log(`${String(bytes).padStart(8)}  ${name}`);
  const total = totalOf(files);
  console.log(`${String(total).padStart(8)}  outdoor page before first sound, gzipped`);
  if (total > BUDGET_BYTES) {
    console.error(`weight: expected at most ${BUDGET_BYTES} bytes, got ${total}.`);
    process.exitCode = 1;
  }
}
