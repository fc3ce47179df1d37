import type { CodegenConfig } from "@graphql-codegen/cli";

/** Typed documents from the committed graph: a field the server dropped fails the client's type check, not a user's page. */
const config: CodegenConfig = {
  schema: "schema.graphql",
  // Operations stand in files of their own: what a page does not import, its bundle does not carry.
  documents: "client/src/**/*.graphql",
  generates: {
    "client/src/graph/generated/": {
      preset: "client",
      // Documents are read by the component that owns them; masking would only add calls without a second reader.
      presetConfig: { fragmentMasking: false },
      config: {
        enumType: "string-literal",
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          DateTime: "string",
          MinorUnits: "number",
          CurrencyCode: "string",
          JSONObject: "Record<string, unknown>",
        },
      },
    },
  },
};

export default config;
