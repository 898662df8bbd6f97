import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tests of tests/browser: one real server, a real Chromium, one file at a time. */
export default defineConfig({
  root: here("../tests/browser"),
  resolve: { alias: { "playwright-core": here("node_modules/playwright-core/index.mjs") } },
  server: { fs: { strict: false } },
  test: {
    include: ["**/*.test.ts"],
    globalSetup: here("../tests/browser/server.ts"),
    fileParallelism: false,
    maxConcurrency: 2, // walkers at once: one for each core
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
