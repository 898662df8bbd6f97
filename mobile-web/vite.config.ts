/** Builds the self-contained client: no CDN, every worker and worklet one file without imports. */
import { defineConfig } from "vite";

const SERVER = process.env.LATENTWALK_SERVER ?? "http://localhost:8000";
// The headers the backend sends: without them a page has no SharedArrayBuffer.
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 640, // three.js, behind the indoor door only
  },
  worker: { format: "iife" },
  server: {
    headers: ISOLATION,
    proxy: { "/api": SERVER, "/ws": { target: SERVER, ws: true } },
  },
  preview: { headers: ISOLATION },
});
