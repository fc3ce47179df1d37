import { readFile } from "node:fs/promises";

import react from "@vitejs/plugin-react";
import type { DocumentNode } from "graphql";
import { print, stripIgnoredCharacters } from "graphql";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

/** Where `npm run dev` finds the server; only the dev server reads it. */
const DEV_SERVER = "http://127.0.0.1:4000";

/** A module that so many chunks share is as good as always needed. With more pages it takes more of them to say so. */
const SHARED_BY_MOST = 19;

/** What the server reads to know our documents by their digest. `npm run client:generate` has written it. */
const trustedDocuments: Plugin = {
  name: "trusted-documents",
  apply: "build",
  async generateBundle() {
    const source = await readFile(`${import.meta.dirname}/src/graph/generated/persisted-documents.json`, "utf8");
    this.emitFile({ type: "asset", fileName: "trusted-documents.json", source });
  },
};

/** A generated document: its name, its tree with its digest, and the type that follows. */
const DOCUMENT = /^export const (\w+) = (\{.*\}) as unknown as (DocumentNode<.*>);$/gm;

/**
 * The generated documents are trees; as text they take a third of the bytes, and the reader of texts is in the bundle anyway.
 * They all are one module, which the first load cannot do without.
 */
const documentsAsText: Plugin = {
  name: "documents-as-text",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/generated/graphql.ts")) return undefined;
    const spelled = code.replace(DOCUMENT, (whole: string, name: string, tree: string, type: string) => {
      const { __meta__: meta, ...document } = JSON.parse(tree) as DocumentNode & { __meta__?: { hash: string } };
      // Fragments by themselves are never sent; nobody imports them, so nothing of them is left.
      if (!meta) return whole;
      const text = JSON.stringify(stripIgnoredCharacters(print(document)));
      return `export const ${name} = /* @__PURE__ */ parsedDocument(${text}, "${meta.hash}") as unknown as ${type};`;
    });
    return { code: `import { parsedDocument } from "../parsed-document.js";\n${spelled}`, map: null };
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
    },
  },
});
