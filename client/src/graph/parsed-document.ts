import { parse } from "@0no-co/graphql.web";

/** A document of the build, from its text and digest: a third of what its tree takes to load. See `client/documents-as-text.ts`. */
export const parsedDocument = (text: string, hash: string): object => ({
  ...parse(text, { noLocation: true }),
  __meta__: { hash },
});
