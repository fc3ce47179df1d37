import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { FLAG_SEEDS } from "../../src/services/platform/flags/flag-seeds.js";
import { newId } from "../../src/shared/ids.js";
import { ROLES } from "../../src/shared/role.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { collect } from "../support/frames.js";

const ADD = `mutation ($input: AddMemberInput!) { addMember(input: $input) {
  __typename ... on AddMemberPayload { membership { id role status departmentLabel email } } ... on UserError { code path } } }`;
const step = (name: string): string => {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { membership { id role status departmentLabel revokedAt } } ... on UserError { code path } } }`;
};
const LEAVE = "mutation { leaveOrganization { __typename ... on UserError { code } } }";
const LIMIT = `mutation ($input: SetSeatLimitInput!) { setSeatLimit(input: $input) {
  ... on SetSeatLimitPayload { seatBudget { seatsTotal seatsUsed } } ... on UserError { code path } } }`;
const SEATS = "{ seatBudget { seatsTotal seatsUsed } }";

const person = (role: string) => ({ email: `${newId()}@Example.com`, name: "Ada", role });

describe("members", () => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  /** An organization with an owner, and what the owner does in it. */
  async function ground() {
    const acme = await door.organization();
    const owner = await acme.member("OWNER");
    const run = async (name: string, input: Record<string, unknown>, token = owner.token) => {
      const answer = await door.graph(name === "addMember" ? ADD : name === "setSeatLimit" ? LIMIT : step(name), {
        token,
        variables: { input },
      });
      return answer.errors ? answer.errors[0]!.extensions : answer.data[name];
    };
    const seats = async () => (await door.graph(SEATS, { token: owner.token })).data.seatBudget;
    const generation = async (token: string): Promise<number> =>
      (await door.graph("{ me { sessionGeneration } }", { token })).data.me.sessionGeneration;
    return { acme, owner, run, seats, generation };
  }

  test("C-MEM-14 R-REC-13 an owner adds a person, known to the platform or not, with a role and a department", async () => {
    const { run } = await ground();
    const other = await ground();
    const ada = person("MANAGER");
    const added = await run("addMember", { ...ada, departmentLabel: "  Sales " });
    expect(added.membership).toMatchObject({
      role: "MANAGER",
      status: "ACTIVE",
      departmentLabel: "Sales",
      email: ada.email.toLowerCase(),
    });
    expect(await run("addMember", ada)).toMatchObject({ code: "MEMBER_EXISTS" });
    expect((await other.run("addMember", { ...ada, name: "Somebody else" })).__typename).toBe("AddMemberPayload");
  });

  test("absurd names and addresses are refused with the way to them", async () => {
    const { run } = await ground();
    for (const [input, code, path] of [
      [{ email: "nobody" }, "EMAIL_INVALID", ["email"]],
      [{ email: "a@b.example\nBcc: c@d.example" }, "EMAIL_INVALID", ["email"]],
      [{ name: " " }, "NAME_INVALID", ["name"]],
      [{ name: "a\u0000b" }, "NAME_INVALID", ["name"]],
      [{ departmentLabel: "x".repeat(201) }, "NAME_INVALID", ["departmentLabel"]],
    ] as const) {
      expect(await run("addMember", { ...person("SUPPORT"), ...input })).toMatchObject({ code, path });
    }
  });

  test("C-MEM-07 C-MEM-05 C-BUG-10 only owners manage members: no rank comes near it", async () => {
    const { acme, run } = await ground();
    const { membershipId } = await acme.member("SUPPORT");
    for (const role of ROLES.filter((role) => role !== "OWNER")) {
      const { token } = await acme.member(role);
      for (const name of ["suspendMember", "reactivateMember", "removeMember", "transferOwnership"]) {
        expect(await run(name, { membershipId }, token)).toMatchObject({ code: "FORBIDDEN" });
      }
      expect(await run("changeMemberRole", { membershipId, role: "OWNER" }, token)).toMatchObject({
        code: "FORBIDDEN",
      });
      expect(await run("addMember", person("OWNER"), token)).toMatchObject({ code: "FORBIDDEN" });
      expect(await run("setSeatLimit", { seatsTotal: 1 }, token)).toMatchObject({ code: "FORBIDDEN" });
    }
  });

  test("C-MEM-08 C-MEM-09 AZ6 who sees members: support looks, the billing admin does not", async () => {
    const { acme } = await ground();
    const seen: string[] = [];
    for (const role of ROLES) {
      const { token } = await acme.member(role);
      if (!(await door.graph("{ memberships { nodes { id } } }", { token })).errors) seen.push(role);
    }
    expect(seen).toEqual(["OWNER", "MAINTAINER", "MANAGER", "SUPPORT"]);
  });

  test("C-MEM-16 AZ10 a change of role acts on the next request, without signing out, and raises the generation", async () => {
    const { acme, run, generation } = await ground();
    const { token, membershipId } = await acme.member("OWNER");
    const before = await generation(token);
    const frames = collect(door.socket({ token }), "subscription { clicks { clicks } }");
    await frames.count(1);
    expect(await run("changeMemberRole", { membershipId, role: "LEARNER" })).toMatchObject({
      membership: { role: "LEARNER" },
    });
    expect((await door.graph("{ viewer { role } }", { token })).data.viewer.role).toBe("LEARNER");
    expect((await door.graph("{ memberships { nodes { id } } }", { token })).errors).toBeDefined();
    expect(await generation(token)).toBe(before + 1);
    await expect(frames.count(1_000)).rejects.toThrow("1013 Rights changed");
  });

  test("C-MEM-16 C-BUG-14 every answer tells by which generation it was given, whatever it was asked for", async () => {
    const { acme, run } = await ground();
    const { token, membershipId } = await acme.member("MANAGER");
    const told = async (query: string, by = token): Promise<number> => {
      const { headers } = await door.graph(query, { token: by });
      return Number(headers.get("tributary-session-generation") ?? Number.NaN);
    };
    const before = await told("{ organization { name } }");
    expect(before).toBeGreaterThan(0);
    await run("changeMemberRole", { membershipId, role: "SUPPORT" });
    expect(await told("{ organization { name } }")).toBe(before + 1);
    expect(await told("{ nothing }")).toBe(before + 1);
    expect(await told("{ organization { name } }", await acme.key("admin"))).toBeNaN();
    expect(await told("{ organization { name } }", (await acme.partner()).token)).toBeNaN();
  });

  test("the generation rises with every change, and with none that changes nothing", async () => {
    const { acme, run, generation } = await ground();
    const { token, membershipId, userId } = await acme.member("MANAGER");
    const elsewhere = await door.organization();
    await door.container.memberships.add(elsewhere.ctx, { userId, role: "SUPPORT" });
    let last = await generation(token);
    const risesBy = async (by: number): Promise<void> => {
      const now = await generation(token);
      expect(now - last).toBe(by);
      last = now;
    };
    await run("changeMemberDepartment", { membershipId, departmentLabel: "Sales" });
    await risesBy(1);
    await run("changeMemberDepartment", { membershipId, departmentLabel: "Sales" });
    await risesBy(0);
    for (const name of ["suspendMember", "reactivateMember", "removeMember"]) {
      await run(name, { membershipId });
      await risesBy(1);
      await run(name, { membershipId });
      await risesBy(0);
    }
  });

  test("C-MEM-03 R-REC-14 who is suspended is out with the next request, and back when taken back", async () => {
    const { acme, run } = await ground();
    const { token, membershipId } = await acme.member("MANAGER");
    const isIn = async (): Promise<boolean> =>
      (await door.graph("{ viewer { role } }", { token })).data.viewer !== null;
    expect(await run("suspendMember", { membershipId })).toMatchObject({ membership: { status: "SUSPENDED" } });
    expect(await isIn()).toBe(false);
    expect((await door.graph("{ me { memberships { role } } }", { token })).data.me.memberships).toEqual([]);
    expect(await run("reactivateMember", { membershipId })).toMatchObject({ membership: { status: "ACTIVE" } });
    expect(await isIn()).toBe(true);
  });

  test("C-MEM-12 C-MEM-13 C-BUG-09 who was removed keeps the row, and comes back to it", async () => {
    const { run } = await ground();
    const ada = person("LEARNER");
    const { membership } = await run("addMember", ada);
    expect(await run("removeMember", { membershipId: membership.id })).toMatchObject({
      membership: { id: membership.id, status: "REMOVED", revokedAt: expect.any(String) },
    });
    expect(await run("changeMemberRole", { membershipId: membership.id, role: "OWNER" })).toMatchObject({
      code: "MEMBERSHIP_ENDED",
    });
    expect(await run("addMember", { ...ada, role: "SUPPORT" })).toMatchObject({
      membership: { id: membership.id, status: "ACTIVE", role: "SUPPORT" },
    });
  });

  test("C-MEM-11 experts do not become learners, and nothing has changed", async () => {
    const { acme, run, seats } = await ground();
    const { membershipId } = await acme.member("EXPERT");
    expect(await run("changeMemberRole", { membershipId, role: "LEARNER" })).toMatchObject({
      code: "ILLEGAL_ROLE_CHANGE",
    });
    expect(await seats()).toEqual({ seatsTotal: null, seatsUsed: 0 });
  });

  test("C-MEM-02 AZ13 a gated role is refused on every way in, until its gate is open", async () => {
    const { acme, run } = await ground();
    const { membershipId } = await acme.member("MANAGER");
    const ada = person("EXPERT");
    const gated = { __typename: "RoleGated", code: "HOST_ORGS_GATED" };
    expect(await run("addMember", ada)).toMatchObject(gated);
    expect(await run("changeMemberRole", { membershipId, role: "EXPERT" })).toMatchObject(gated);
    const { flags } = door.container;
    await flags.ensureSeeds(door.world.operator, FLAG_SEEDS);
    await flags.change(door.world.operator, "host_orgs", { state: "on" });
    try {
      expect(await run("addMember", ada)).toMatchObject({ membership: { role: "EXPERT" } });
      expect(await run("changeMemberRole", { membershipId, role: "EXPERT" })).toMatchObject({
        membership: { role: "EXPERT" },
      });
    } finally {
      await flags.kill(door.world.operator, "host_orgs");
    }
  });

  test("C-MEM-10 the last owner neither leaves nor steps down nor is taken away; ownership is handed over first", async () => {
    const { acme, owner, run } = await ground();
    const { token, membershipId } = await acme.member("MANAGER");
    const own = { membershipId: owner.membershipId };
    expect(await run("changeMemberRole", { ...own, role: "MANAGER" })).toMatchObject({ code: "LAST_OWNER" });
    expect(await run("removeMember", own)).toMatchObject({ code: "OWN_MEMBERSHIP" });
    const inCapitals = { membershipId: owner.membershipId.toUpperCase() };
    expect(await run("removeMember", inCapitals)).toMatchObject({ code: "OWN_MEMBERSHIP" });
    expect((await door.graph(LEAVE, { token: owner.token })).data.leaveOrganization).toMatchObject({
      code: "LAST_OWNER",
    });
    expect(await run("transferOwnership", own)).toMatchObject({ code: "OWN_MEMBERSHIP" });
    expect(await run("transferOwnership", { membershipId })).toMatchObject({ membership: { role: "OWNER" } });
    expect((await door.graph("{ viewer { role } }", { token: owner.token })).data.viewer.role).toBe("MAINTAINER");
    expect((await door.graph("{ viewer { role } }", { token })).data.viewer.role).toBe("OWNER");
    expect((await door.graph(LEAVE, { token: owner.token })).data.leaveOrganization.__typename).toBe(
      "LeaveOrganizationPayload",
    );
    expect((await door.graph("{ viewer { role } }", { token: owner.token })).data.viewer).toBeNull();
  });

  test("another organization's membership is not found, and stays as it is", async () => {
    const { run } = await ground();
    const rival = await door.organization();
    const { token, membershipId } = await rival.member("OWNER");
    const steps = ["suspendMember", "reactivateMember", "removeMember", "transferOwnership", "changeMemberDepartment"];
    for (const name of steps) expect(await run(name, { membershipId })).toMatchObject({ code: "NOT_FOUND" });
    expect(await run("changeMemberRole", { membershipId, role: "LEARNER" })).toMatchObject({ code: "NOT_FOUND" });
    expect((await door.graph("{ viewer { role } }", { token })).data.viewer.role).toBe("OWNER");
  });

  test("C-SEAT-01 C-SEAT-06 C-MEM-15 C-BUG-03 seats are the active learners, whatever way they come and go", async () => {
    const { acme, run, seats } = await ground();
    const used = async (): Promise<number> => (await seats()).seatsUsed;
    const { membershipId } = await acme.member("LEARNER");
    expect(await used()).toBe(1);
    for (const [name, input, after] of [
      ["suspendMember", {}, 0],
      ["removeMember", {}, 0],
    ] as const) {
      await run(name, { membershipId, ...input });
      expect({ name, used: await used() }).toEqual({ name, used: after });
    }
    const { membershipId: other } = await acme.member("MANAGER");
    for (const [role, after] of [
      ["LEARNER", 1],
      ["LEARNER", 1],
      ["SUPPORT", 0],
      ["LEARNER", 1],
    ] as const) {
      await run("changeMemberRole", { membershipId: other, role });
      expect(await used()).toBe(after);
    }
  });

  test("C-SEAT-04 C-BUG-02 at the limit nobody gets a seat by adding, promoting, taking back or returning", async () => {
    const { acme, run, seats } = await ground();
    const suspended = await acme.member("LEARNER");
    await run("suspendMember", { membershipId: suspended.membershipId });
    const gone = person("LEARNER");
    const { membership } = await run("addMember", gone);
    await run("removeMember", { membershipId: membership.id });
    const manager = await acme.member("MANAGER");
    await acme.member("LEARNER");
    expect(await run("setSeatLimit", { seatsTotal: 1 })).toEqual({ seatBudget: { seatsTotal: 1, seatsUsed: 1 } });

    const reached = { code: "SEAT_LIMIT_REACHED" };
    expect(await run("addMember", person("LEARNER"))).toMatchObject(reached);
    expect(await run("addMember", gone)).toMatchObject(reached);
    expect(await run("changeMemberRole", { membershipId: manager.membershipId, role: "LEARNER" })).toMatchObject(
      reached,
    );
    expect(await run("reactivateMember", { membershipId: suspended.membershipId })).toMatchObject(reached);
    expect(await seats()).toEqual({ seatsTotal: 1, seatsUsed: 1 });
    expect(await run("addMember", person("SUPPORT"))).toMatchObject({ __typename: "AddMemberPayload" });

    expect(await run("setSeatLimit", { seatsTotal: 2 })).toEqual({ seatBudget: { seatsTotal: 2, seatsUsed: 1 } });
    expect(await run("addMember", person("LEARNER"))).toMatchObject({ __typename: "AddMemberPayload" });
    expect(await run("setSeatLimit", { seatsTotal: 1 })).toMatchObject({ code: "SEATS_IN_USE", path: ["seatsTotal"] });
    expect(await run("setSeatLimit", { seatsTotal: -1 })).toMatchObject({ code: "SEATS_INVALID" });
    expect(await run("setSeatLimit", { seatsTotal: null })).toEqual({ seatBudget: { seatsTotal: null, seatsUsed: 2 } });
  });

  test("C-MEM-20 every change has its entry, and none that changed nothing", async () => {
    const { acme, run } = await ground();
    const { membership } = await run("addMember", person("MANAGER"));
    const input = { membershipId: membership.id };
    for (const name of ["suspendMember", "suspendMember", "reactivateMember", "removeMember", "removeMember"]) {
      await run(name, input);
    }
    await run("setSeatLimit", { seatsTotal: 5 });
    await run("setSeatLimit", { seatsTotal: 5 });
    await eventually(async () => {
      expect(await kindsAbout(acme, [membership.id, acme.id])).toEqual([
        "organization.created",
        "membership.created",
        "membership.suspended",
        "membership.reactivated",
        "membership.revoked",
        "seatLimit.changed",
      ]);
    });
  });

  test("members are found by the beginning of their name or address, by role and by status", async () => {
    const { run, owner } = await ground();
    await run("addMember", { email: "grace@example.com", name: "Grace Hopper", role: "SUPPORT" });
    const { membership } = await run("addMember", {
      email: "ada.l@example.com",
      name: "Ada Lovelace",
      role: "LEARNER",
    });
    await run("suspendMember", { membershipId: membership.id });
    const listed = async (filter: string): Promise<{ name: string; createdAt: string; revokedAt: string | null }[]> => {
      const text = `{ memberships(${filter}) { nodes { name createdAt revokedAt } } }`;
      return (await door.graph(text, { token: owner.token })).data.memberships.nodes;
    };
    const found = async (filter: string): Promise<string[]> => (await listed(filter)).map(({ name }) => name);
    expect(await found('search: "gRaCe"')).toEqual(["Grace Hopper"]);
    expect(await found('search: "ADA.L"')).toEqual(["Ada Lovelace"]);
    expect(await found('search: "%"')).toEqual([]);
    expect(await found("status: SUSPENDED")).toEqual(["Ada Lovelace"]);
    expect(await found('role: SUPPORT, status: ACTIVE, search: "g"')).toEqual(["Grace Hopper"]);
    expect(await found('search: "Ä"')).toEqual([]);
    await run("addMember", { email: "oe@example.com", name: "Özlem", role: "SUPPORT" });
    expect(await found('search: "öZ"')).toEqual(["Özlem"]);
    // Since when they are members, and until when they were (A-ADM-01).
    await run("removeMember", { membershipId: membership.id });
    expect(await listed('search: "a"')).toEqual([
      { name: "Ada Lovelace", createdAt: expect.any(String), revokedAt: expect.any(String) },
    ]);
    expect(await listed('search: "grace"')).toMatchObject([{ createdAt: expect.any(String), revokedAt: null }]);
    const { owner: stranger } = await ground();
    const { data } = await door.graph('{ memberships(search: "grace") { nodes { id } } }', { token: stranger.token });
    expect(data.memberships.nodes).toEqual([]);
  });

  test("of however many members a page and a search are read from indexes", async () => {
    const { acme } = await ground();
    const superuser = new pg.Client(door.world.storage.superuserUrl);
    await superuser.connect();
    const planOf = async (statement: string, value: string): Promise<string> => {
      const { rows } = await superuser.query<{ "QUERY PLAN": string }>(`EXPLAIN ${statement}`, [value]);
      return rows.map((line) => line["QUERY PLAN"]).join("\n");
    };
    try {
      const { rows } = await superuser.query<{ body: string }>(
        "SELECT prosrc AS body FROM pg_proc WHERE oid = 'lookup.members_beginning'::regproc",
      );
      await superuser.query(`
        INSERT INTO platform_user (id, email, name, created_at)
        SELECT gen_random_uuid(), 'one-of-many-' || n || '@example.com', 'Many ' || n, now() FROM generate_series(1, 3000) n`);
      await superuser.query(
        `INSERT INTO membership (organization_id, id, user_id, role, created_at)
         SELECT $1, gen_random_uuid(), id, 'MANAGER', now() FROM platform_user WHERE email LIKE 'one-of-many-%'`,
        [acme.id],
      );
      await superuser.query("ANALYZE platform_user, membership");
      await superuser.query(`SET app.organization_id = '${acme.id}'`);
      const found = await planOf((rows[0]?.body ?? "").replaceAll("searched", "$1::text"), "ada");
      expect(found).toMatch(/Index Cond: .*lower\(name\) ~>=~ 'ada'.*lower\(name\) ~<~/);
      expect(found).toMatch(/Index Cond: .*lower\(email\) ~>=~ 'ada'.*lower\(email\) ~<~/);
      const page = await planOf(
        "SELECT id FROM membership WHERE organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT 51",
        acme.id,
      );
      expect(page).toMatch(/Index.* Scan Backward using ix_membership_created_at_id/);
      expect(page).not.toMatch(/Sort/);
    } finally {
      await superuser.end();
    }
  });
});

/** What the sealed journal says about these, in its order. */
async function kindsAbout({ ctx }: DoorOrganization, ids: readonly string[]): Promise<string[]> {
  const rows = await ctx.query<{ kind: string }>(
    `SELECT kind FROM journal_entry WHERE convert_from(bytes, 'utf8')::jsonb #>> '{subject,id}' = ANY ($1) ORDER BY position`,
    [ids],
  );
  return rows.map(({ kind }) => kind);
}
