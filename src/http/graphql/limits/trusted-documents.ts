import { readFile } from "node:fs/promises";

import { AppError } from "../../../shared/errors.js";

/** Where the client's build leaves them, inside its folder. Not for browsers: they know their own. */
export const TRUSTED_DOCUMENTS_FILE = "trusted-documents.json";

/** As GraphQL over HTTP spells a document's id; without the prefix it is taken as well. */
const ID = /^(?:sha256:)?([0-9a-f]{64})$/;

/** The documents that the client was built with: they may be sent as their digest, and strangers may send no others. */
export class TrustedDocuments {
  private constructor(private readonly texts: ReadonlyMap<string, string>) {}

  /** Those of a manifest, `{"sha256:<hex>": "<document>"}`; without one there are none. */
  static async read(path: string): Promise<TrustedDocuments> {
    const manifest = await readFile(path, "utf8").catch(() => "{}");
    const entries = Object.entries(JSON.parse(manifest) as Record<string, string>);
    return new TrustedDocuments(new Map(entries.map(([id, text]) => [digestOf(id), text])));
  }

  /** Whether it is one of ours. */
  has(documentHash: string): boolean {
    return this.texts.has(documentHash);
  }

  /** A request's parameters with the document in the place of its id. Throws for an id that is not one of ours. */
  spelledOut<Parameters extends object>(parameters: Parameters): Parameters | (Parameters & { query: string }) {
    if (!("documentId" in parameters)) return parameters;
    const { documentId, ...others } = parameters;
    if ("query" in others && others.query != null) throw badId("Send a document or its id, not both.");
    if (typeof documentId !== "string") throw badId("A documentId is text.");
    const query = this.texts.get(digestOf(documentId));
    if (query === undefined) {
      throw new AppError("notFound", "There is no such document here. Send it in full.", {
        code: "DOCUMENT_NOT_FOUND",
      });
    }
    return { ...(others as Parameters), query };
  }
}

const badId = (message: string): AppError => new AppError("badRequest", message);

const digestOf = (id: string): string => ID.exec(id)?.[1] ?? "";
