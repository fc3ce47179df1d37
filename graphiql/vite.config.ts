import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  // One build serves `/graphiql` and every `/t/<slug>/graphiql`.
  base: "/graphiql/",
  plugins: [react()],
  // The server replaces this word with the answer's nonce.
  html: { cspNonce: "__CSP_NONCE__" },
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // The editor alone has some megabytes, and is loaded only here.
    chunkSizeWarningLimit: 5000,
    reportCompressedSize: false,
  },
});
