import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { Asker, REFUSAL } from "../support/told.js";

const KEY = "id name kind prefix createdAt revokedAt";
const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  ${REFUSAL} ... on CreateApiKeyPayload { token apiKey { ${KEY} } } ... on ApiKeyShownOnce { apiKey { ${KEY} } } } }`;
const REVOKE = `mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) {
  __typename ... on RevokeApiKeyPayload { apiKey { ${KEY} } } } }`;

describe("keys over the graph", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let maintainer: Asker;
  let manager: Asker;

  beforeAll(async () => {
    door = await DoorWorld.start();
    acme = await door.organization();
    maintainer = new Asker(door, (await acme.member("MAINTAINER")).token);
    manager = new Asker(door, (await acme.member("MANAGER")).token);
  });
  afterAll(() => door.end());

  const opens = async (token: string): Promise<boolean> =>
    (await door.graph("{ viewer { kind } }", { token })).status === 200;

  test("a key opens what its kind may until it is revoked, at once and for good", async () => {
    const { token, apiKey } = await maintainer.told(CREATE, { name: " Import ", kind: "ADMIN" });
    expect(apiKey).toMatchObject({ name: "Import", kind: "ADMIN", revokedAt: null });
    expect(token.startsWith(apiKey.prefix)).toBe(true);
    expect(await opens(token)).toBe(true);
    const revoked = await maintainer.told(REVOKE, { apiKeyId: apiKey.id });
    expect(revoked.apiKey.revokedAt).not.toBeNull();
    expect(await opens(token)).toBe(false);
    expect(await maintainer.told(REVOKE, { apiKeyId: apiKey.id })).toEqual(revoked);
  });

  test("a repeated request makes no second key and never shows the token again", async () => {
    const input = { name: "Once", kind: "EVENTS", idempotencyKey: "once" };
    const answers = await Promise.all([1, 2, 3].map(() => maintainer.told(CREATE, input)));
    const made = answers.filter(({ __typename }) => __typename === "CreateApiKeyPayload");
    expect(made).toHaveLength(1);
    const [first] = made;
    for (const answer of answers.filter((answer) => answer !== first)) {
      expect(answer).toMatchObject({ __typename: "ApiKeyShownOnce", code: "API_KEY_SHOWN_ONCE", apiKey: first.apiKey });
    }
    const rows = await acme.ctx.query("SELECT * FROM idempotency_key WHERE organization_id = $1", [acme.id]);
    expect(JSON.stringify(rows)).not.toContain(first.token);
    expect(await maintainer.told(CREATE, { ...input, name: "Other" })).toMatchObject({
      __typename: "IdempotencyMismatch",
      code: "IDEMPOTENCY_MISMATCH",
      path: ["idempotencyKey"],
    });
  });

  test("a name that cannot be kept is refused", async () => {
    const answer = await maintainer.told(CREATE, { name: " \n", kind: "EVENTS" });
    expect(answer).toMatchObject({ __typename: "FieldInvalid", code: "NAME_INVALID", path: ["name"] });
  });

  test("to another organization a key does not exist, and who may not make keys may not end them", async () => {
    const rival = await door.organization();
    const { id } = await door.container.apiKeys.create(rival.ctx, { name: "theirs", kind: "admin" });
    for (const apiKeyId of [id, "nonsense", "\u0000"]) {
      expect(await maintainer.refusal(REVOKE, { apiKeyId })).toBe("NOT_FOUND");
    }
    const own = await door.container.apiKeys.create(acme.ctx, { name: "ours", kind: "admin" });
    expect(await manager.refusal(REVOKE, { apiKeyId: own.id })).toBe("FORBIDDEN");
    expect(await manager.refusal(CREATE, { name: "x", kind: "ADMIN" })).toBe("FORBIDDEN");
    const asKey = new Asker(door, own.token);
    expect(await asKey.refusal(CREATE, { name: "x", kind: "ADMIN" })).toBe("forbidden_scope");
    expect(await opens(own.token)).toBe(true);
  });
});
