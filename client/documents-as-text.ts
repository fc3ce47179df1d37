import type { DocumentNode } from "graphql";
import { print, stripIgnoredCharacters } from "graphql";
import type { Plugin } from "vite";

const PARSED_DOCUMENT = `${import.meta.dirname}/src/graph/parsed-document.ts`;

/** A generated document: its name, its tree with its digest, and the type that follows. */
const DOCUMENT = /^export const (\w+) = (\{.*\}) as unknown as (DocumentNode<.*>);$/gm;

/**
 * The generated documents are trees; as text they take a third of the bytes, and the reader of texts is in the bundle anyway.
 * They all are one module, which the first load cannot do without.
 */
export const documentsAsText: Plugin = {
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
    return { code: `import { parsedDocument } from ${JSON.stringify(PARSED_DOCUMENT)};\n${spelled}`, map: null };
  },
};
