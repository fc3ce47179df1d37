import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { newId } from "../../../src/shared/ids.js";
import type { DoorOrganization } from "../../support/door-world.js";
import { DoorWorld } from "../../support/door-world.js";
import { TestOperator, journalOf } from "../../support/operator-desk.js";

let door: DoorWorld;
let acme: DoorOrganization;
let olga: TestOperator;
let owner: { token: string; membershipId: string };
beforeAll(async () => {
  door = await DoorWorld.start({ rateLimits: false });
  acme = await door.organization();
  owner = await acme.member("OWNER");
});
afterAll(() => door.end());

const IMPERSONATE = `mutation ($input: ImpersonateMemberInput!) { impersonateMember(input: $input) {
  ... on ImpersonateMemberPayload { url endsAt } ... on UserError { code path } } }`;
const VIEWER = "{ viewer { name role permissions impersonation { isReadOnly endsAt } } }";

async function impersonate(given: Record<string, unknown> = {}, operator = olga) {
  const input = { organizationId: acme.id, membershipId: owner.membershipId, reason: "Ticket 4711", ...given };
  const answer = await operator.graph(IMPERSONATE, { input });
  const [, token] = /tributary_session=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "") ?? [];
  return { ...answer, outcome: answer.data?.impersonateMember, token };
}
const makePartner = (token: string | undefined) =>
  door.graph(
    `mutation { createPartner(input: {name: "By an operator", email: "${newId()}@example.com"}) {
      ... on CreatePartnerPayload { partner { id } } } }`,
    { token },
  );

test("an operator sees what the member sees, and by default changes nothing", async () => {
  olga = await TestOperator.of(door);
  const { outcome, token } = await impersonate();
  expect(outcome).toMatchObject({ url: `/t/${acme.slug}` });
  const viewer = (await door.graph(VIEWER, { token })).data.viewer;
  expect(viewer).toMatchObject({ role: "OWNER", impersonation: { isReadOnly: true, endsAt: outcome.endsAt } });
  // All that the owner reads, also what is read under a name of its own, such as organization:readSettings.
  const owners = (await door.graph(VIEWER, { token: owner.token })).data.viewer.permissions;
  expect(viewer.permissions).toEqual(owners.filter((permission: string) => /:read(?![a-z])/.test(permission)));
  expect(viewer.permissions).toContain("organization:readBilling");
  expect((await makePartner(token)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  expect((await door.post("/v1/events", { id: "x", type: "sale" }, { token })).status).toBe(403);
  expect((await door.graph(VIEWER, { token: owner.token })).data.viewer.impersonation).toBeNull();
});

test("what is the person's own stays theirs", async () => {
  const { token } = await impersonate({ canChange: true });
  expect((await door.graph("{ me { email } }", { token })).data?.me ?? null).toBeNull();
  expect((await door.graph("{ viewer { memberships { role } } }", { token })).data.viewer.memberships).toEqual([]);
});

test("operators see who was in whose place and why, and the organization does not see why", async () => {
  const one = await door.organization();
  const member = await one.member("MANAGER");
  const reason = `Erika asked, ${newId()}`;
  const { token } = await impersonate({ organizationId: one.id, membershipId: member.membershipId, reason });
  const SEEN = `query ($id: ID!) { operatedOrganization(id: $id) {
    impersonations { operatorEmail memberName reason isReadOnly endedAt } } }`;
  const seen = async () => (await olga.graph(SEEN, { id: one.id })).data.operatedOrganization.impersonations;
  const visit = { operatorEmail: olga.email, memberName: "MANAGER", reason, isReadOnly: true, endedAt: null };
  expect(await seen()).toEqual([visit]);
  await door.graph("mutation { signOut { ... on SignOutPayload { signedOut } } }", { token });
  expect(await seen()).toEqual([{ ...visit, endedAt: expect.any(String) }]);
  expect((await olga.graph(SEEN, { id: acme.id })).data.operatedOrganization.impersonations).not.toContainEqual(
    expect.objectContaining({ reason }),
  );
  const { data } = await door.graph(SEEN, { token: member.token, variables: { id: one.id } });
  expect(data?.operatedOrganization ?? null).toBeNull();
  expect(JSON.stringify(await journalOf(door, one.id))).not.toContain("Erika");
});

test("with leave to change, every entry names both, and both journals tell of begin and end", async () => {
  const { token } = await impersonate({ canChange: true, reason: "Ticket 4712 for Erika" });
  const { data } = await makePartner(token);
  const partnerId = data.createPartner.partner.id;
  expect((await door.graph("mutation { signOut { ... on SignOutPayload { signedOut } } }", { token })).data).toEqual({
    signOut: { signedOut: true },
  });
  expect((await door.graph(VIEWER, { token })).status).toBe(401);
  const own = await journalOf(door, acme.id);
  expect(own.find(({ subject }) => subject.id === partnerId)).toMatchObject({
    actor: { kind: "member", id: owner.membershipId, operatorId: olga.operatorId },
  });
  const seen = await door.graph(
    "{ journal(last: 20) { nodes { kind actor { kind operatorId } } } }".replace("last", "first"),
    { token: owner.token },
  );
  expect(JSON.stringify(seen.data)).toContain(olga.operatorId);
  for (const entries of [own, await journalOf(door)]) {
    const told = entries.filter(({ kind }) => kind.startsWith("impersonation.")).slice(-2);
    expect(told).toMatchObject([
      { kind: "impersonation.started", actor: { kind: "operator", id: olga.operatorId } },
      { kind: "impersonation.ended", actor: { kind: "operator", id: olga.operatorId } },
    ]);
    // Reasons may name people: they stay out of what cannot be erased.
    expect(JSON.stringify(entries)).not.toContain("Erika");
  }
});

test("a member named in capitals is the same, and the journals hold", async () => {
  const named = { organizationId: acme.id.toUpperCase(), membershipId: owner.membershipId.toUpperCase() };
  expect((await impersonate(named)).token).toBeDefined();
  for (const entries of [await journalOf(door, acme.id), await journalOf(door)]) {
    const [told] = entries.filter(({ kind }) => kind === "impersonation.started").slice(-1);
    expect(told.data).toMatchObject({ organizationId: acme.id, membershipId: owner.membershipId });
  }
});

test("nobody leaves an organization in a member's place", async () => {
  const { membershipId } = await acme.member("LEARNER");
  const { token } = await impersonate({ membershipId, canChange: true });
  const { errors } = await door.graph("mutation { leaveOrganization { __typename } }", { token });
  expect(errors?.[0]?.extensions.code).toBe("NOT_IN_THEIR_PLACE");
  const rows = await acme.ctx.query("SELECT status FROM membership WHERE id = $1", [membershipId]);
  expect(rows).toEqual([{ status: "ACTIVE" }]);
});

test("what a member has to prove that it is them for, nobody does in their place", async () => {
  const { token } = await impersonate({ canChange: true });
  for (const [name, input] of [
    ["createApiKey", `{name: "By an operator", scopes: [ADMIN]}`],
    ["transferOwnership", `{membershipId: "${(await acme.member("MANAGER")).membershipId}"}`],
    ["deactivateOrganization", `{slug: "${acme.slug}"}`],
  ] as const) {
    const { errors } = await door.graph(`mutation { ${name}(input: ${input}) { __typename } }`, { token });
    expect(errors?.[0]?.extensions.code).toBe("NOT_IN_THEIR_PLACE");
  }
});

test("it ends by itself, and then both journals say so", async () => {
  const { token, outcome } = await impersonate({ minutes: 5 });
  expect((await door.graph(VIEWER, { token })).data.viewer.impersonation.isReadOnly).toBe(true);
  door.world.clock.set(new Date(new Date(outcome.endsAt).getTime() + 1));
  expect((await door.graph(VIEWER, { token })).status).toBe(401);
  const { impersonations } = door.container;
  await Promise.all([impersonations.endExpired(door.world.operator), impersonations.endExpired(door.world.operator)]);
  const ended = (await journalOf(door, acme.id)).filter(({ kind }) => kind === "impersonation.ended");
  expect(ended.at(-1)).toMatchObject({ actor: { kind: "system" }, data: { operatorId: olga.operatorId } });
  const ids = ended.map(({ subject }) => subject.id);
  expect(new Set(ids).size).toBe(ids.length);
  door.world.clock.set(new Date());
});

test("any operator ends one before its time; once told, both journals say who, and its token opens nothing", async () => {
  const END = `mutation ($id: ID!) { endImpersonation(input: {impersonationId: $id}) {
    ... on EndImpersonationPayload { impersonation { id reason endedAt } } } }`;
  const { token } = await impersonate({ reason: "Ticket 4713" });
  const VISITS = "query ($id: ID!) { operatedOrganization(id: $id) { impersonations { id reason endedAt } } }";
  const { data } = await olga.graph(VISITS, { id: acme.id });
  const [{ id }] = data.operatedOrganization.impersonations;
  const vera = await TestOperator.of(door);
  // Nobody but an operator does, nor one who only looks as a member; and what never was is not there.
  for (const stranger of [owner.token, token]) {
    expect((await door.graph(END, { token: stranger, variables: { id } })).errors).toHaveLength(1);
  }
  for (const unknown of [newId(), "nonsense"]) {
    expect((await vera.graph(END, { id: unknown })).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  }
  expect((await door.graph(VIEWER, { token })).status).toBe(200);

  const ended = (await vera.graph(END, { id })).data.endImpersonation;
  expect(ended).toEqual({ impersonation: { id, reason: "Ticket 4713", endedAt: expect.any(String) } });
  expect((await door.graph(VIEWER, { token })).status).toBe(401);
  expect((await vera.graph(END, { id })).data.endImpersonation).toEqual(ended);
  for (const journal of [await journalOf(door, acme.id), await journalOf(door)]) {
    const told = journal.filter(({ kind, subject }) => kind === "impersonation.ended" && subject.id === id);
    expect(told).toMatchObject([{ actor: { id: vera.operatorId }, data: { operatorId: olga.operatorId } }]);
  }
});

test("it ends with what made it possible: the operator, the seat, the organization", async () => {
  const other = await TestOperator.of(door);
  const { token } = await impersonate({}, other);
  expect((await door.graph(VIEWER, { token })).status).toBe(200);
  await door.container.operators.deactivate(door.world.operator, other.operatorId);
  expect((await door.graph(VIEWER, { token })).status).toBe(401);

  const one = await door.organization();
  const member = await one.member("MANAGER");
  const { token: second } = await impersonate({ organizationId: one.id, membershipId: member.membershipId });
  expect((await door.graph(VIEWER, { token: second })).data.viewer.role).toBe("MANAGER");
  expect((await door.graph(VIEWER, { token: second, slug: acme.slug })).status).toBe(404);
  await door.container.organizationDesk.step(door.world.operator, one.id, { step: "suspend", reason: "Of a test" });
  expect((await door.graph(VIEWER, { token: second })).errors?.[0]?.extensions.code).toBe("organization_suspended");
});

test("a suspended member is in nobody's hands: not any more, and not anew", async () => {
  const { membershipId } = await acme.member("MANAGER");
  const { token } = await impersonate({ membershipId });
  expect((await door.graph(VIEWER, { token })).status).toBe(200);
  await door.container.memberships.step(acme.ctx, membershipId, { kind: "suspend" });
  expect((await door.graph(VIEWER, { token })).status).toBe(401);
  expect((await impersonate({ membershipId })).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
});

test("what makes no sense is refused: no reason, too long, mixed ids, an operator, nobody", async () => {
  for (const reason of ["", " ", "ab", "a\nb c", "x".repeat(501)]) {
    expect((await impersonate({ reason })).outcome).toEqual({ code: "REASON_INVALID", path: ["reason"] });
  }
  for (const minutes of [0, -1, 61, 100_000]) {
    expect((await impersonate({ minutes })).outcome).toEqual({ code: "MINUTES_INVALID", path: ["minutes"] });
  }
  const rival = await door.organization();
  for (const wrong of [
    { organizationId: rival.id },
    { membershipId: newId() },
    { organizationId: newId() },
    { organizationId: "x" },
    { membershipId: "\u0000" },
  ]) {
    const { errors, token } = await impersonate(wrong);
    expect([errors?.[0]?.extensions.code, token]).toEqual(["NOT_FOUND", undefined]);
  }
  const staff = await acme.member("SUPPORT");
  const [{ email }] = (await acme.ctx.query<{ email: string }>(
    "SELECT u.email FROM membership m JOIN platform_user u ON u.id = m.user_id WHERE m.id = $1",
    [staff.membershipId],
  )) as [{ email: string }];
  await door.container.operators.add(door.world.operator, { email, name: "Staff" });
  expect((await impersonate({ membershipId: staff.membershipId })).outcome).toMatchObject({
    code: "MEMBER_IS_OPERATOR",
  });
});

test("C-ORG-20 an operator passes as an owner would; staff who are none get 403", async () => {
  const { OperatorContext } = await import("../../../src/shared/operator-context.js");
  const { operators } = door.container;
  const person = (await operators.list(door.world.operator)).find(({ operatorId }) => operatorId === olga.operatorId);
  const principal = { kind: "operator", operatorId: olga.operatorId, userId: person?.userId ?? "" } as const;
  const ctx = new OperatorContext(door.world.database, principal).in(acme.id);
  ctx.require("apiKey:write");
  const { token } = await acme.member("SUPPORT");
  expect((await makePartner(token)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  expect(
    (await door.graph(`{ operatedOrganization(id: "${acme.id}") { id } }`, { token })).errors?.[0]?.extensions.code,
  ).toBe("FORBIDDEN");
});
