import type { DocumentNode } from "graphql";

/** One operation as it was asked for. */
export interface Operation {
  document: DocumentNode;
  /** A digest of the document's text. */
  documentHash: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** What tells operations apart, but for their variables. */
export const operationKey = ({ documentHash, operationName }: Operation): string =>
  `${documentHash}:${operationName ?? ""}`;
