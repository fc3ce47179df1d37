import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { documentsAsText } from "../documents-as-text.js";

/** The operators' home: a build of its own, so that nobody else loads anything of it. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/operator/",
  publicDir: "../public",
  plugins: [documentsAsText, react()],
  // The server replaces this word with the answer's nonce.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: "../dist/operator",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // What more than one page needs comes in one file.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "common", minShareCount: 2 }] } } },
  },
});
