import { makeOperation } from "urql";
import type { Operation } from "urql";

interface GraphBody {
  query?: string;
  extensions?: { documentId?: string; [name: string]: unknown };
}

/** Names the document of an operation by the digest that the build gave it. */
export function withDocumentId(operation: Operation): Operation {
  const { __meta__: meta } = operation.query as { __meta__?: { hash?: string } };
  if (meta?.hash === undefined) return operation;
  return makeOperation(operation.kind, {
    ...operation,
    extensions: { ...operation.extensions, documentId: meta.hash },
  });
}

/**
 * Sends a document of ours as its digest. A server that was built from other sources does not know it: then the document
 * is sent in full, which is enough for whoever is signed in.
 */
export async function trustedFetch(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
  if (typeof init.body !== "string") return fetch(input, init);
  const { query, extensions: { documentId, ...extensions } = {}, ...others } = JSON.parse(init.body) as GraphBody;
  const send = (document: object) =>
    fetch(input, { ...init, body: JSON.stringify({ ...others, ...document, extensions }) });
  if (documentId === undefined) return send({ query });
  const answer = await send({ documentId });
  return answer.status === 404 && (await isUnknown(answer.clone())) ? send({ query }) : answer;
}

async function isUnknown(answer: Response): Promise<boolean> {
  const { errors } = (await answer.json()) as { errors?: { extensions?: { code?: string } }[] };
  return errors?.[0]?.extensions?.code === "DOCUMENT_NOT_FOUND";
}
