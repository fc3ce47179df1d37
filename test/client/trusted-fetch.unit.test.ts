import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { trustedFetch } from "../../client/src/graph/trusted-fetch.js";

const real = globalThis.fetch;
let sent: any[];
let answers: Response[];

beforeEach(() => {
  sent = [];
  globalThis.fetch = (_input, init) => {
    sent.push(JSON.parse(init?.body as string));
    return Promise.resolve(answers.shift() ?? new Response("{}"));
  };
});
afterEach(() => {
  globalThis.fetch = real;
});

const refusal = (status: number, code: string): Response =>
  new Response(JSON.stringify({ errors: [{ extensions: { code } }] }), { status });
const body = JSON.stringify({
  operationName: "Viewer",
  query: "query Viewer { viewer { name } }",
  variables: { a: 1 },
  extensions: { documentId: "sha256:00" },
});
const byId = { operationName: "Viewer", variables: { a: 1 }, documentId: "sha256:00", extensions: {} };
const inFull = {
  operationName: "Viewer",
  variables: { a: 1 },
  query: "query Viewer { viewer { name } }",
  extensions: {},
};

test("a document with a digest is sent as its digest", async () => {
  answers = [];
  await trustedFetch("/graphql", { method: "POST", body });
  expect(sent).toEqual([byId]);
});

test("a server that does not know the digest gets the document in full", async () => {
  answers = [refusal(404, "DOCUMENT_NOT_FOUND"), new Response('{"data":{}}')];
  const answer = await trustedFetch("/graphql", { method: "POST", body });
  expect(sent).toEqual([byId, inFull]);
  expect(await answer.json()).toEqual({ data: {} });
});

test("any other answer is given back as it came, and read by nobody before", async () => {
  answers = [refusal(404, "NOT_FOUND")];
  const answer = await trustedFetch("/graphql", { method: "POST", body });
  expect(sent).toEqual([byId]);
  expect(await answer.json()).toEqual({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
});
