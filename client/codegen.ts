import type { CodegenConfig } from "@graphql-codegen/cli";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

type Output = Extract<CodegenConfig["generates"][string], { preset?: unknown }>;

/** Operations stand in files of their own: what a page does not import, its bundle does not carry. */
const typed = (...documents: string[]): Output => ({
  documents,
  preset: "client",
  // Documents are read by the component that owns them; masking would only add calls without a second reader.
  // Their digests go over the wire instead of them, and strangers may send no others: with what the cache adds to them.
  presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: "sha256" } },
  documentTransforms: [addTypenameSelectionDocumentTransform],
  config: {
    enumType: "string-literal",
    useTypeImports: true,
    strictScalars: true,
    scalars: {
      DateTime: "string",
      // Beyond 2^53 it comes as decimal text: BigInt reads both.
      MinorUnits: "number | string",
      CurrencyCode: "string",
      JSONObject: "Record<string, unknown>",
      // Of federation: our pages ask for no entities.
      _Any: "unknown",
    },
  },
});

/** Typed documents from the committed graph: a field the server dropped fails the client's type check, not a user's page. */
const config: CodegenConfig = {
  schema: "schema.graphql",
  generates: {
    "client/src/graph/generated/": typed("client/src/**/*.graphql"),
    // The operators' own, so that nobody else loads them.
    "client/console/generated/": typed("client/console/**/*.graphql", "client/src/shell/form/*.graphql"),
  },
};

export default config;
