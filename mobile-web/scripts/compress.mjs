/**
 * Lays a gzipped twin beside every built file that shrinks, so that the server packs nothing while
 * people walk. Usage: `node scripts/compress.mjs dist`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const SHRINKS = /\.(?:html|js|css|svg|wasm)$/;
const LEAST_BYTES = 512; // below this a packet is a packet

for (const name of readdirSync(process.argv[2] ?? "dist", { recursive: true })) {
  if (!SHRINKS.test(name)) continue;
  const path = join(process.argv[2] ?? "dist", name);
  const bytes = readFileSync(path);
  if (bytes.length >= LEAST_BYTES) writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
