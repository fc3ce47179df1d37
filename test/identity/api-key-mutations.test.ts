import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { Asker, REFUSAL } from "../support/told.js";

const KEY = "id name scopes prefix createdAt revokedAt expiresAt lastUsedAt";
const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  ${REFUSAL} ... on CreateApiKeyPayload { token apiKey { ${KEY} } } ... on ApiKeyShownOnce { apiKey { ${KEY} } } } }`;
const ROTATE = `mutation ($input: RotateApiKeyInput!) { rotateApiKey(input: $input) {
  ${REFUSAL} ... on RotateApiKeyPayload { token apiKey { ${KEY} } replaced { ${KEY} } }
  ... on ApiKeyShownOnce { apiKey { ${KEY} } } } }`;
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

  test("a key opens what its scopes may until it is revoked, at once and for good", async () => {
    const { token, apiKey } = await maintainer.told(CREATE, { name: " Import ", scopes: ["ADMIN"] });
    expect(apiKey).toMatchObject({ name: "Import", scopes: ["ADMIN"], revokedAt: null });
    expect(token.startsWith(apiKey.prefix)).toBe(true);
    expect(await opens(token)).toBe(true);
    const revoked = await maintainer.told(REVOKE, { apiKeyId: apiKey.id });
    expect(revoked.apiKey.revokedAt).not.toBeNull();
    expect(await opens(token)).toBe(false);
    expect(await maintainer.told(REVOKE, { apiKeyId: apiKey.id })).toEqual(revoked);
  });

  test("a repeated request makes no second key and never shows the token again", async () => {
    const input = { name: "Once", scopes: ["EVENTS_WRITE"], idempotencyKey: "once" };
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
    const answer = await maintainer.told(CREATE, { name: " \n", scopes: ["EVENTS_WRITE"] });
    expect(answer).toMatchObject({ __typename: "FieldInvalid", code: "NAME_INVALID", path: ["name"] });
  });

  test("to another organization a key does not exist, and who may not make keys may not end them", async () => {
    const rival = await door.organization();
    const { id } = await door.container.apiKeys.create(rival.ctx, { name: "theirs", scopes: ["admin"] });
    for (const apiKeyId of [id, "nonsense", "\u0000"]) {
      expect(await maintainer.refusal(REVOKE, { apiKeyId })).toBe("NOT_FOUND");
    }
    const own = await door.container.apiKeys.create(acme.ctx, { name: "ours", scopes: ["admin"] });
    expect(await manager.refusal(REVOKE, { apiKeyId: own.id })).toBe("FORBIDDEN");
    expect(await manager.refusal(CREATE, { name: "x", scopes: ["ADMIN"] })).toBe("FORBIDDEN");
    const asKey = new Asker(door, own.token);
    expect(await asKey.refusal(CREATE, { name: "x", scopes: ["ADMIN"] })).toBe("forbidden_scope");
    expect(await opens(own.token)).toBe(true);
  });

  test("A-AUTH-15 a key of several scopes may what each of them may, and nothing else", async () => {
    const { token, apiKey } = await maintainer.told(CREATE, {
      name: "Reports",
      scopes: ["COMMISSIONS_READ", "PARTNERS_READ", "COMMISSIONS_READ"],
    });
    expect(apiKey.scopes).toEqual(["PARTNERS_READ", "COMMISSIONS_READ"]);
    const key = new Asker(door, token);
    for (const list of ["partners", "commissions", "links", "programs"]) {
      expect((await door.graph(`{ ${list}(first: 1) { nodes { id } } }`, { token })).errors).toBeUndefined();
    }
    expect((await door.post("/v1/events", { id: "1", type: "sale" }, { token })).body.code).toBe("forbidden_scope");
    expect((await door.graph("{ viewer { kind } }", { token })).errors?.[0]?.extensions.code).toBe(
      "scoped_key_not_for_portal",
    );
    expect(await key.refusal(CREATE, { name: "more", scopes: ["ADMIN"] })).toBe("forbidden_scope");
  });

  test.each([
    [{ name: "none", scopes: [] }, "SCOPES_INVALID", "scopes"],
    [{ name: "over", scopes: ["ADMIN"], expiresAt: "2020-01-01T00:00:00Z" }, "EXPIRY_INVALID", "expiresAt"],
  ])("a key that could open nothing is refused (%#)", async (input, code, at) => {
    expect(await maintainer.told(CREATE, input)).toMatchObject({ __typename: "FieldInvalid", code, path: [at] });
  });

  test("a key ends at its own time, without anybody", async () => {
    const expiresAt = new Date(door.world.clock.now().getTime() + 3_600_000).toISOString();
    const { token } = await maintainer.told(CREATE, { name: "for an hour", scopes: ["ADMIN"], expiresAt });
    expect(await opens(token)).toBe(true);
    const before = door.world.clock.now();
    door.world.clock.set(expiresAt);
    expect(await opens(token)).toBe(false);
    door.world.clock.set(before.toISOString());
  });

  test("a replaced key goes on until its overlap is over, its successor from now on", async () => {
    const { token: old, apiKey } = await maintainer.told(CREATE, { name: "Shop", scopes: ["ADMIN"] });
    const input = { apiKeyId: apiKey.id, overlapHours: 2, idempotencyKey: "rotate" };
    const rotated = await maintainer.told(ROTATE, input);
    expect(rotated.apiKey).toMatchObject({ name: "Shop", scopes: ["ADMIN"], expiresAt: null });
    expect(rotated.replaced.id).toBe(apiKey.id);
    expect(await maintainer.told(ROTATE, input)).toMatchObject({
      __typename: "ApiKeyShownOnce",
      apiKey: { id: rotated.apiKey.id },
    });
    expect([await opens(old), await opens(rotated.token)]).toEqual([true, true]);
    const before = door.world.clock.now();
    door.world.clock.set(rotated.replaced.expiresAt);
    expect([await opens(old), await opens(rotated.token)]).toEqual([false, true]);
    expect(await maintainer.told(ROTATE, { apiKeyId: apiKey.id })).toMatchObject({ __typename: "ApiKeyEnded" });
    door.world.clock.set(before.toISOString());
    await maintainer.told(REVOKE, { apiKeyId: rotated.apiKey.id });
    expect(await maintainer.told(ROTATE, { apiKeyId: rotated.apiKey.id })).toMatchObject({ __typename: "ApiKeyEnded" });
    for (const overlapHours of [-1, 169]) {
      expect(await maintainer.told(ROTATE, { apiKeyId: apiKey.id, overlapHours })).toMatchObject({
        __typename: "FieldInvalid",
        code: "OVERLAP_INVALID",
      });
    }
  });

  test("to another organization a key cannot be replaced, and nor by who may not make keys", async () => {
    const rival = await door.organization();
    const { id } = await door.container.apiKeys.create(rival.ctx, { name: "theirs", scopes: ["admin"] });
    expect(await maintainer.refusal(ROTATE, { apiKeyId: id })).toBe("NOT_FOUND");
    expect(await manager.refusal(ROTATE, { apiKeyId: id })).toBe("FORBIDDEN");
  });

  test("when a key was last used is known to within minutes", async () => {
    const { token, apiKey } = await maintainer.told(CREATE, { name: "used", scopes: ["ADMIN"] });
    expect(apiKey.lastUsedAt).toBeNull();
    const lastUsed = async (): Promise<Date | null> => {
      const [row] = await acme.ctx.query<{ at: Date | null }>("SELECT last_used_at AS at FROM api_key WHERE id = $1", [
        apiKey.id,
      ]);
      return row?.at ?? null;
    };
    await opens(token);
    await eventually(async () => expect(await lastUsed()).not.toBeNull());
    const first = await lastUsed();
    await opens(token);
    expect(await lastUsed()).toEqual(first);
    const before = door.world.clock.now();
    door.world.clock.set(new Date(before.getTime() + 600_000).toISOString());
    await opens(token);
    await eventually(async () => expect(await lastUsed()).not.toEqual(first));
    door.world.clock.set(before.toISOString());
  });
});
