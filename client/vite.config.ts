import { readFile } from "node:fs/promises";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

import { documentsAsText } from "./documents-as-text.js";

/** Where `npm run dev` finds the server; only the dev server reads it. */
const DEV_SERVER = "http://127.0.0.1:4000";

/** A module that so many chunks share is as good as always needed. With more pages it takes more of them to say so. */
const SHARED_BY_MOST = 19;

/** What the server reads to know our documents by their digest. `npm run client:generate` has written them. */
const trustedDocuments: Plugin = {
  name: "trusted-documents",
  apply: "build",
  async generateBundle() {
    const folders = ["src/graph/generated", "console/generated"];
    const texts = await Promise.all(
      folders.map((folder) => readFile(`${import.meta.dirname}/${folder}/persisted-documents.json`, "utf8")),
    );
    const documents = Object.assign({}, ...texts.map((text) => JSON.parse(text) as object)) as object;
    this.emitFile({ type: "asset", fileName: "trusted-documents.json", source: JSON.stringify(documents) });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  // Assets are absolute, so one build serves `/` and every `/t/<slug>/`.
  base: "/",
  plugins: [documentsAsText, react(), trustedDocuments],
  // The server replaces this word in index.html with the answer's nonce; Mantine's styles read it from the meta tag.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    sourcemap: true,
    // A test weighs the first load by it.
    manifest: true,
    // What most pages need comes in one file: fifty small ones compress worse and take as many requests.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "common", minShareCount: SHARED_BY_MOST }] } } },
  },
  server: {
    proxy: {
      "^(/t/[^/]+)?/graphql": { target: DEV_SERVER, ws: true },
      "^(/t/[^/]+)?/r/": DEV_SERVER,
      // Another home, as it was built last.
      "^/operator(/|$)": DEV_SERVER,
    },
  },
});
