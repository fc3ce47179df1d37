import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const KNOWN = "query Name($with: Boolean!) { viewer { name @include(if: $with) kind } }";
const BEHIND_SIGN_IN = "{ organization { name } }";
const idOf = (document: string): string => `sha256:${createHash("sha256").update(document).digest("hex")}`;

let folder: string;
let door: DoorWorld;
let acme: DoorOrganization;
let token: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-client-"));
  const manifest = Object.fromEntries([KNOWN, BEHIND_SIGN_IN].map((document) => [idOf(document), document]));
  writeFileSync(join(folder, "trusted-documents.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  door = await DoorWorld.start({ clientFolder: folder });
  acme = await door.organization();
  token = (await acme.member("OWNER")).token;
});
afterAll(async () => {
  await door.end();
  rmSync(folder, { recursive: true });
});

const graph = "/graphql";

describe("trusted documents", () => {
  test("a document of the client is sent as its digest, by POST and by GET, with variables", async () => {
    for (const documentId of [idOf(KNOWN), idOf(KNOWN).slice("sha256:".length)]) {
      const answer = await door.post(graph, { documentId, variables: { with: true } }, { token });
      expect(answer).toMatchObject({ status: 200, body: { data: { viewer: { name: "OWNER", kind: "MEMBER" } } } });
    }
    const search = new URLSearchParams({ documentId: idOf(KNOWN), variables: '{"with":false}' });
    const answer = await fetch(`${door.url}${graph}?${search.toString()}`, {
      headers: { authorization: `Bearer ${token}`, "apollo-require-preflight": "1" },
    });
    expect(await answer.json()).toMatchObject({ data: { viewer: { kind: "MEMBER" } } });
  });

  test.each<[string, object, number, string]>([
    ["an id that is not known", { documentId: idOf("{ __typename }") }, 404, "DOCUMENT_NOT_FOUND"],
    ["an id that is none", { documentId: "__proto__" }, 404, "DOCUMENT_NOT_FOUND"],
    ["an id that is no text", { documentId: ["x"] }, 400, "BAD_REQUEST"],
    ["an id beside a document", { documentId: idOf(KNOWN), query: "{ __typename }" }, 400, "BAD_REQUEST"],
  ])("%s is a typed refusal", async (_, body, status, code) => {
    const answer = await door.post(graph, body, { token });
    expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
    expect(answer.body.errors[0].extensions.requestId).toEqual(expect.any(String));
  });

  test("a stranger's own document is never executed beyond signing in and asking whether we are there", async () => {
    const path = `/t/${acme.slug}/graphql`;
    const open = "{ __typename viewer { name } }";
    expect(await door.post(path, { query: open })).toMatchObject({ status: 200, body: { data: { viewer: null } } });
    const signIn = `mutation { signIn(input: { token: "x" }) { __typename } }`;
    expect((await door.post(path, { query: signIn })).body.data.signIn.__typename).toBe("SignInLinkInvalid");
    for (const query of [
      "{ __typename mine: organization { slug } }",
      "query Q { ...A } fragment A on Query { ...B } fragment B on Query { mine: organization { slug } }",
      "{ ... on Query { mine: organization { slug } } }",
    ]) {
      expect(await door.post(path, { query })).toMatchObject({
        status: 200,
        body: { data: null, errors: [{ path: ["mine"], extensions: { code: "UNAUTHENTICATED" } }] },
      });
    }
  });

  test("what a stranger sends of ours is executed and refused by its own rules, whether named or spelled out", async () => {
    for (const body of [{ documentId: idOf(BEHIND_SIGN_IN) }, { query: BEHIND_SIGN_IN }]) {
      expect(await door.post(`/t/${acme.slug}/graphql`, body)).toMatchObject({
        status: 200,
        body: { errors: [{ path: ["organization"], extensions: { code: "UNAUTHENTICATED" } }] },
      });
    }
    expect(await door.post(graph, { documentId: idOf(KNOWN), variables: { with: true } })).toMatchObject({
      status: 200,
      body: { data: { viewer: null } },
    });
  });

  test("the manifest is the server's: browsers do not get it", async () => {
    const answer = await fetch(`${door.url}/trusted-documents.json`);
    expect(await answer.text()).not.toContain(KNOWN);
  });
});
