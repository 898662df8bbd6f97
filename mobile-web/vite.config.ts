/** Builds the self-contained client: no CDN, every worker and worklet one file without imports. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const SERVER = process.env.LATENTWALK_SERVER ?? "http://localhost:8000";
// The headers the backend sends: without them a page has no SharedArrayBuffer.
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
const PROXY = { "/api": SERVER, "/ws": { target: SERVER, ws: true } };
const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1400, // the map of the composer; three.js behind the indoor door
    rolldownOptions: {
      input: {
        index: page("index.html"),
        trust: page("trust.html"),
        compose: page("compose.html"),
        rehearse: page("rehearse.html"),
      },
    },
  },
  worker: { format: "iife" },
  server: { headers: ISOLATION, proxy: PROXY },
  preview: { headers: ISOLATION, proxy: PROXY },
});
