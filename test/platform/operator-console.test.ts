import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { Client } from "pg";
import { getMetadataStorage } from "type-graphql";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { TestOperator, journalOf } from "../support/operator-desk.js";

let door: DoorWorld;
let olga: TestOperator;
let acme: DoorOrganization;
beforeAll(async () => {
  door = await DoorWorld.start({ rateLimits: false });
  olga = await TestOperator.of(door);
  acme = await door.organization();
});
afterAll(() => door.end());

const LIST = `query ($search: String, $status: OrganizationStatus, $first: Int!, $after: String) {
  operatedOrganizations(search: $search, status: $status, first: $first, after: $after) {
    nodes { id slug name status memberCount partnerCount programCount createdAt } totalCount isTotalCountExact
    pageInfo { hasNextPage endCursor } } }`;
const STEP = `mutation ($id: ID!, $step: LifecycleStep!, $reason: String) {
  stepOrganization(input: {organizationId: $id, step: $step, reason: $reason}) {
  ... on StepOrganizationPayload { organization { id status statusReason } } ... on UserError { code message path } } }`;
const step = async (id: string, taken: string, reason: string | null = "Ticket 4711") =>
  (await olga.graph(STEP, { id, step: taken, reason })).data?.stepOrganization;

const reach = async (percent: number, scope = {}) => {
  const input = { key: "a_rollout", state: "ROLLOUT", percent, scope };
  const { data } = await olga.graph(
    `query ($input: FlagReachInput!) { flagReach(input: $input) { reachedCount askedCount } }`,
    { input },
  );
  return data.flagReach as { reachedCount: number; askedCount: number };
};

describe("the operator's organizations", () => {
  test("B-TEN-08 the list is searched by name and slug, filtered by status, and paged without gaps", async () => {
    const mark = newId().slice(-8);
    const made: DoorOrganization[] = [];
    for (let n = 0; n < 5; n++) made.push(await door.organization());
    for (const { ctx } of made) {
      await ctx.execute("UPDATE organization SET name = $1 WHERE id = $2", [`Mark ${mark}`, ctx.organizationId]);
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page++) {
      const { data } = await olga.graph(LIST, { search: `MARK ${mark.toUpperCase()}`, first: 2, after });
      const { nodes, totalCount, isTotalCountExact, pageInfo } = data.operatedOrganizations;
      expect([totalCount, isTotalCountExact, pageInfo.hasNextPage]).toEqual([5, true, page < 2]);
      seen.push(...nodes.map((node: { id: string }) => node.id));
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(made.map(({ id }) => id).reverse());
    const bySlug = await olga.graph(LIST, { search: acme.slug.slice(4), first: 5 });
    expect(bySlug.data.operatedOrganizations.nodes).toMatchObject([{ id: acme.id }]);
    for (const search of ["%", "_", "'", "\u0000x", "x".repeat(5000)]) {
      expect((await olga.graph(LIST, { search, first: 1 })).errors).toBeUndefined();
    }
    expect((await olga.graph(LIST, { first: 101 })).errors?.[0]?.extensions.code).toBe("page_out_of_bounds");
    expect((await olga.graph(LIST, { first: 1, after: "nonsense" })).errors?.[0]?.extensions.code).toBe(
      "cursor_invalid",
    );
  });

  test("B-TEN-08 the counts are the data's, and an organization shows how much there is and nothing of it", async () => {
    await acme.member("OWNER");
    await acme.campaign();
    await acme.partner("Secret partner");
    const { data } = await olga.graph(LIST, { search: acme.slug, first: 1 });
    const [node] = data.operatedOrganizations.nodes;
    expect(node).toMatchObject({ memberCount: expect.any(Number), partnerCount: 1, programCount: 1 });
    const counts = (await olga.graph("{ operatedOrganizationCounts { activeCount suspendedCount } }")).data;
    const { totalCount } = (await olga.graph(LIST, { status: "ACTIVE", first: 1 })).data.operatedOrganizations;
    expect(counts.operatedOrganizationCounts.activeCount).toBe(totalCount);
  });

  test("B-TEN-02 suspend and resume act on the next request, and stand in both journals", async () => {
    const one = await door.organization();
    const { token } = await one.member("OWNER");
    const ask = () => door.graph("{ organization { name } }", { slug: one.slug, token });
    expect((await ask()).data.organization.name).toContain(one.slug);
    expect(await step(one.id, "SUSPEND")).toMatchObject({ organization: { status: "SUSPENDED" } });
    expect((await ask()).data?.organization).toBeUndefined();
    expect(await step(one.id, "SUSPEND")).toMatchObject({ organization: { status: "SUSPENDED" } });
    expect(await step(one.id, "VERIFY")).toMatchObject({ code: "ILLEGAL_STATUS" });
    expect(await step(one.id, "RESUME")).toMatchObject({ organization: { status: "ACTIVE" } });
    expect((await ask()).data.organization.name).toContain(one.slug);
    const actor = { kind: "operator", id: olga.operatorId };
    const told = [
      { kind: "organization.suspended", actor, subject: { type: "organization", id: one.id } },
      { kind: "organization.resumed", actor, subject: { type: "organization", id: one.id } },
    ];
    const about = (entries: any[]) =>
      entries.filter(({ kind, subject }) => subject.id === one.id && /suspended|resumed/.test(kind));
    expect(about(await journalOf(door, one.id))).toMatchObject(told);
    expect(about(await journalOf(door))).toMatchObject(told);
  });

  test("an organization named in capitals is the same, and its journal holds", async () => {
    const one = await door.organization();
    expect(await step(one.id.toUpperCase(), "SUSPEND")).toMatchObject({ organization: { id: one.id } });
    const entries = await journalOf(door, one.id);
    expect(entries.at(-1)).toMatchObject({ kind: "organization.suspended", organizationId: one.id });
  });

  test("B-TEN-03 what stops an organization needs a reason, which operators see, and neither journal nor organization", async () => {
    const one = await door.organization();
    const { token } = await one.member("OWNER");
    for (const reason of [null, "", "  x ", "two\nlines", "x".repeat(501)]) {
      for (const taken of ["SUSPEND", "DEACTIVATE"]) {
        expect(await step(one.id, taken, reason)).toMatchObject({ code: "REASON_INVALID", path: ["reason"] });
      }
    }
    const reason = `Nora Nobody asked for it, ${newId()}`;
    expect(await step(one.id, "SUSPEND", `  ${reason} `)).toMatchObject({
      organization: { status: "SUSPENDED", statusReason: reason },
    });
    // Taken again, it is still as it was brought there.
    expect(await step(one.id, "SUSPEND", "Another reason")).toMatchObject({ organization: { statusReason: reason } });
    const refused = await door.graph("{ organization { name } }", { token, slug: one.slug });
    expect(refused.errors?.[0]?.extensions.code).toBe("organization_suspended");
    expect(JSON.stringify([refused, await journalOf(door, one.id), await journalOf(door)])).not.toContain("Nora");
    expect(await step(one.id, "RESUME", null)).toMatchObject({
      organization: { status: "ACTIVE", statusReason: null },
    });
  });

  test("B-TEN-03 an operator ends an organization for good: its row remains, where its status finds it, and its slug", async () => {
    const one = await door.organization();
    const found = async (status: string): Promise<string[]> => {
      const { data } = await olga.graph(LIST, { search: one.slug, status, first: 5 });
      return data.operatedOrganizations.nodes.map(({ id }: { id: string }) => id);
    };
    expect([await found("ACTIVE"), await found("DEACTIVATED")]).toEqual([[one.id], []]);
    expect(await step(one.id, "DEACTIVATE", "Ticket 4712")).toMatchObject({
      organization: { status: "DEACTIVATED", statusReason: "Ticket 4712" },
    });
    expect([await found("ACTIVE"), await found("DEACTIVATED")]).toEqual([[], [one.id]]);
    expect(await step(one.id, "RESUME")).toMatchObject({ code: "ILLEGAL_STATUS" });
    const again = door.container.organizations.create(door.world.operator, { slug: one.slug, name: "Again" });
    await expect(again).rejects.toMatchObject({ code: "slug_taken" });
  });

  test("B-BUG-05 what cannot be put into the journal is not done: the entry is part of the change", async () => {
    const one = await door.organization();
    const { ownerUrl, appUrl } = door.world.storage;
    const asOwner = async (statement: string): Promise<void> => {
      const owner = new Client({ connectionString: ownerUrl });
      await owner.connect();
      await owner.query(statement);
      await owner.end();
    };
    const { username } = new URL(appUrl);
    await asOwner(`REVOKE INSERT ON journal_pending FROM "${username}"`);
    const failed = await olga.graph(STEP, { id: one.id, step: "SUSPEND", reason: "Ticket 4711" });
    await asOwner(`GRANT INSERT ON journal_pending TO "${username}"`);
    expect(failed.errors?.[0]?.extensions.code).toBe("INTERNAL");
    const STATUS = `query ($id: ID!) { operatedOrganization(id: $id) { status statusReason } }`;
    expect((await olga.graph(STATUS, { id: one.id })).data.operatedOrganization).toEqual({
      status: "ACTIVE",
      statusReason: null,
    });
    expect(await step(one.id, "SUSPEND")).toMatchObject({ organization: { status: "SUSPENDED" } });
  });

  test("B-TEN-06 B-TEN-12 members stand by their last sign-in, and the seats of learners are told", async () => {
    const one = await door.organization();
    const learner = await one.member("LEARNER");
    const [early, late] = [await one.member("MANAGER"), await one.member("EXPERT")];
    const { clock } = door.world;
    for (const { userId } of [early, late]) {
      clock.set(new Date(clock.now().getTime() + 60_000));
      await door.tokenOf(userId, one.id);
    }
    const SEEN = `query ($id: ID!) { operatedOrganization(id: $id) { seatsUsed seatsTotal
      members { id role status lastSignInAt } } }`;
    const { data } = await olga.graph(SEEN, { id: one.id });
    const { members, ...seats } = data.operatedOrganization;
    expect(seats).toEqual({ seatsUsed: 1, seatsTotal: null });
    expect(members.slice(0, 2)).toMatchObject([
      { id: late.membershipId, role: "EXPERT", status: "ACTIVE" },
      { id: early.membershipId },
    ]);
    expect(members.map(({ id }: { id: string }) => id)).toContain(learner.membershipId);
    const owner = await one.member("OWNER");
    const refused = await door.graph(SEEN, { token: owner.token, variables: { id: one.id } });
    expect(refused.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });

  test("what is not there is not found, also for operators", async () => {
    const lost = await olga.graph(STEP, { id: newId(), step: "SUSPEND", reason: "Ticket 4711" });
    expect(lost.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    const OPERATOR = `mutation { deactivateOperator(input: {operatorId: "x"}) { __typename } }`;
    expect((await olga.graph(OPERATOR)).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    const KILL = `mutation ($key: String!) { killFlag(input: {key: $key}) { __typename } }`;
    for (const key of ["nowhere", "a\u0000b", "", "__proto__", "x".repeat(5000)]) {
      expect((await olga.graph(KILL, { key })).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    }
    const one = await olga.graph(`query ($id: ID!) { operatedOrganization(id: $id) { id } }`, { id: "nonsense" });
    expect(one.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  });

  test("B-TEN-04 S-SUP-10 operators create no organizations", () => {
    const { mutations } = getMetadataStorage();
    const theirs = mutations.filter(({ roles }) => roles?.includes("operator")).map(({ schemaName }) => schemaName);
    expect(theirs).toContain("stepOrganization");
    expect(theirs.filter((name) => /create.*organization/i.test(name))).toEqual([]);
  });
});

describe("the operator's flags", () => {
  test("B-FLAG-11 a rollout's reach is told before it is set, and follows the share", async () => {
    const [none, half, all] = [await reach(0), await reach(50), await reach(100)];
    expect(none.reachedCount).toBe(0);
    expect(all.reachedCount).toBe(all.askedCount);
    expect(half.reachedCount).toBeLessThanOrEqual(all.reachedCount);
    expect((await reach(100, { organizationSlugs: [acme.slug] })).reachedCount).toBe(1);
  });

  test("B-FLAG-07 B-FLAG-08 operators change flags in the graph, the history shows their address, and nobody else may", async () => {
    const key = `g_${newId().slice(-10)}`;
    const created = await olga.graph(
      `mutation ($input: CreateFlagInput!) { createFlag(input: $input) { ... on CreateFlagPayload { flag { key state revision } } ... on UserError { code } } }`,
      { input: { key, description: "Of a test" } },
    );
    expect(created.data.createFlag).toEqual({ flag: { key, state: "OFF", revision: 1 } });
    const CHANGE = `mutation ($input: ChangeFlagInput!) { changeFlag(input: $input) { ... on ChangeFlagPayload { flag { state percent scope { organizationSlugs } } } ... on UserError { code path } } }`;
    const change = async (input: object) => (await olga.graph(CHANGE, { input: { key, ...input } })).data.changeFlag;
    expect(await change({ state: "TARGETED", scope: { organizationSlugs: [acme.slug] }, revision: 1 })).toEqual({
      flag: { state: "TARGETED", percent: 0, scope: { organizationSlugs: [acme.slug] } },
    });
    expect(await change({ percent: 400 })).toEqual({ code: "FLAG_PERCENT_INVALID", path: ["percent"] });
    expect(await change({ state: "ON", revision: 1 })).toMatchObject({ code: "FLAG_CHANGED" });
    const { data } = await olga.graph(`query ($key: String!) { flag(key: $key) { history { by state note } } }`, {
      key,
    });
    expect(data.flag.history).toEqual([
      { by: olga.email, state: "TARGETED", note: null },
      { by: olga.email, state: "OFF", note: null },
    ]);
    const { token } = await acme.member("OWNER");
    const refused = await door.graph(CHANGE, { token, variables: { input: { key, state: "ON" } } });
    expect(refused.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });
});

describe("the operator's people", () => {
  test("B-STAFF-02 B-STAFF-03 an invitation makes an operator at once, and its link serves once", async () => {
    const email = `new-${newId()}@staff.example`;
    const INVITE = `mutation ($input: InviteOperatorInput!) { inviteOperator(input: $input) {
      ... on InviteOperatorPayload { operator { id email isActive } link isLinkOneTime } ... on UserError { code } } }`;
    const { data } = await olga.graph(INVITE, { input: { email, name: "New" } });
    expect(data.inviteOperator).toMatchObject({ operator: { email, isActive: true }, isLinkOneTime: true });
    const [, token] = /\/operator\/sign-in#token=(.+)$/.exec(data.inviteOperator.link) ?? [];
    const signIn = () =>
      fetch(`${door.url}/operator/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
    expect([(await signIn()).status, (await signIn()).status]).toEqual([204, 401]);
    expect((await olga.graph(INVITE, { input: { email, name: "New" } })).data.inviteOperator).toEqual({
      code: "OPERATOR_EXISTS",
    });
    const added = (await journalOf(door)).find(
      ({ kind, subject }) => kind === "operator.added" && subject.id === data.inviteOperator.operator.id,
    );
    expect(added).toMatchObject({ actor: { kind: "operator", id: olga.operatorId } });
    expect(JSON.stringify(added)).not.toContain(email);
  });
});
