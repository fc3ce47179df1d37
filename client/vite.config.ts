import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the server; only the dev server reads it. */
const DEV_SERVER = "http://127.0.0.1:4000";

export default defineConfig({
  root: import.meta.dirname,
  // Assets are absolute, so one build serves `/` and every `/t/<slug>/`.
  base: "/",
  plugins: [react()],
  // The server replaces this word in index.html with the answer's nonce; Mantine's styles read it from the meta tag.
  html: { cspNonce: "__CSP_NONCE__" },
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, sourcemap: true },
  server: {
    proxy: {
      "^(/t/[^/]+)?/graphql": { target: DEV_SERVER, ws: true },
      "^(/t/[^/]+)?/r/": DEV_SERVER,
    },
  },
});
