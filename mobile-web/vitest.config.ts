/** Pure cores are tested in node; worklets and pages are tested in a real browser elsewhere. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { environment: "node", include: ["src/**/*.test.ts"], testTimeout: 10_000 },
});
