import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { newId } from "../../src/shared/ids.js";
import { UserContext } from "../../src/shared/user-context.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { Asker, REFUSAL } from "../support/told.js";

const CREATE = `mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) {
  ${REFUSAL} ... on CreateOrganizationPayload { membership { membershipId role organization { id slug name } } } } }`;
const TREE = "{ organizationTree { id parentId slug name status depth isOwn } }";
const COLORS = `mutation ($input: ChangeOrganizationBrandingInput!) { changeOrganizationBranding(input: $input) { __typename } }`;
const LOOK =
  "{ organizationSettings { inherited recordingRetentionDays branding { primaryColor accentColor } organization { depth } } }";

const slugOf = (): string => `org-${newId().slice(-12)}`;

interface Person {
  userId: string;
  asker: Asker;
  token: string;
}

describe("making organizations", () => {
  let door: DoorWorld;
  let base: DoorOrganization;

  beforeAll(async () => {
    door = await DoorWorld.start();
    base = await door.organization();
  });
  afterAll(() => door.end());

  /** Somebody who signs in, and owns nothing yet. */
  async function person(): Promise<Person> {
    const { userId, token } = await base.member("LEARNER");
    return { userId, token, asker: new Asker(door, token) };
  }
  const asUser = ({ userId }: Person): UserContext => new UserContext({ database: door.world.database, userId });
  const make = (who: Person, more: { slug?: string; parentId?: string | null } = {}) =>
    door.container.organizationCreation.create(door.world.operator, asUser(who), {
      name: "Tea",
      slug: slugOf(),
      ...more,
    });
  const countOf = async (slug: string): Promise<number> =>
    (await door.world.database.lookup("SELECT FROM lookup.organization($1)", [slug])).length;

  test("C-ORG-04 C-ONB-02 everything of a new one is made together, and its founder is in it as its owner", async () => {
    const founder = await person();
    const slug = slugOf();
    const input = {
      name: " Tea ",
      slug,
      industry: "Tea",
      fundingMode: "WALLET",
      currency: "INR",
      canSponsor: true,
      timeZone: "Asia/Kolkata",
    };
    const { membership } = await founder.asker.told(CREATE, input);
    expect(membership).toMatchObject({ role: "OWNER", organization: { slug, name: "Tea" } });
    const { id } = membership.organization;
    const ctx = door.world.as(id);
    expect(await ctx.query("SELECT * FROM billing_account")).toMatchObject([
      { funding_mode: "wallet", currency: "INR" },
    ]);
    expect(await ctx.query("SELECT industry FROM organization_profile")).toEqual([{ industry: "Tea" }]);
    expect(await ctx.query("SELECT user_id, role FROM membership")).toEqual([
      { user_id: founder.userId, role: "OWNER" },
    ]);
    expect(await ctx.query("SELECT capabilities, time_zone, status FROM organization")).toEqual([
      { capabilities: ["canSponsor", "runsPartnerProgram"], time_zone: "Asia/Kolkata", status: "active" },
    ]);
    expect(await asUser(founder).query("SELECT landing_organization_id FROM user_preference")).toEqual([
      { landing_organization_id: id },
    ]);
    // C-ONB-05: from now on this is where they are.
    const { data } = await door.graph("{ viewer { role organization { slug } } }", { token: founder.token });
    expect(data.viewer).toEqual({ role: "OWNER", organization: { slug } });
    await eventually(async () => {
      const entries = await ctx.query<{ kind: string; bytes: Buffer }>(
        "SELECT kind, bytes FROM journal_entry ORDER BY position",
      );
      expect(entries.slice(0, 2).map(({ kind }) => kind)).toEqual(["organization.created", "membership.created"]);
      expect(entries[0]?.bytes.toString()).toContain(membership.membershipId);
    });
  });

  test.each([
    "organization_profile",
    "settings_head",
    "billing_account",
    "membership",
    "user_preference",
    "journal_pending",
  ])("C-ORG-04 C-BUG-04 a failure at %s leaves nothing of it", async (table) => {
    const founder = await person();
    const slug = slugOf();
    const owner = new pg.Client(door.world.storage.ownerUrl);
    await owner.connect();
    await owner.query(`ALTER TABLE ${table} ADD CONSTRAINT ck_planted CHECK (false) NOT VALID`);
    try {
      await expect(make(founder, { slug })).rejects.toThrow("ck_planted");
    } finally {
      await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT ck_planted`);
      await owner.end();
    }
    expect(await countOf(slug)).toBe(0);
    expect(await asUser(founder).query("SELECT FROM user_preference")).toEqual([]);
    await make(founder, { slug });
    expect(await countOf(slug)).toBe(1);
  });

  test("C-ONB-03 C-BUG-05 what cannot be is refused before anything is written, the same by every way in", async () => {
    const founder = await person();
    const slug = slugOf();
    const cases: [Record<string, unknown>, Record<string, unknown>][] = [
      [{ name: "\n" }, { code: "NAME_INVALID", path: ["name"] }],
      [{ slug: "ab" }, { code: "SLUG_INVALID", path: ["slug"] }],
      [{ slug: "\u0430cme-tea" }, { code: "SLUG_LOOKALIKE", path: ["slug"] }],
      [{ slug: "adm1n" }, { code: "SLUG_RESERVED", path: ["slug"] }],
      [{ slug: base.slug }, { __typename: "SlugTaken", code: "SLUG_TAKEN", path: ["slug"] }],
      [{ website: "tea" }, { code: "WEBSITE_INVALID", path: ["website"] }],
      [{ timeZone: "EST" }, { code: "TIME_ZONE_UNKNOWN", path: ["timeZone"] }],
      [{ canHost: true }, { __typename: "HostOrgsGated", code: "HOST_ORGS_GATED" }],
    ];
    for (const [more, told] of cases) {
      expect(await founder.asker.told(CREATE, { name: "Tea", slug, ...more })).toMatchObject(told);
    }
    expect(await countOf(slug)).toBe(0);
    const asOperator = door.container.organizations.create(door.world.operator, { slug: "adm1n", name: "x" });
    await expect(asOperator).rejects.toMatchObject({ code: "slug_reserved" });
  });

  test("C-ORG-05 nobody owns more than five at a time, not even of twenty made at once", async () => {
    const founder = await person();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => make(founder)));
    const made = outcomes.filter(({ status }) => status === "fulfilled");
    const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect([made.length, new Set(refused)]).toEqual([5, new Set(["organizations_limit"])]);
    expect(await founder.asker.told(CREATE, { name: "Sixth", slug: slugOf() })).toMatchObject({
      __typename: "OrganizationsLimit",
      code: "ORGANIZATIONS_LIMIT",
    });
    // One that was ended does not count.
    const [{ id } = { id: "" }] = await asUser(founder).query<{ id: string }>(
      "SELECT organization_id AS id FROM membership WHERE role = 'OWNER' LIMIT 1",
    );
    await door.container.organizationLifecycle.step(door.world.operator, id, "deactivate");
    await make(founder);
  });

  test("strangers, partners and keys make none", async () => {
    const input = { name: "Tea", slug: slugOf() };
    const partner = new Asker(door, (await base.partner()).token);
    expect(await partner.refusal(CREATE, input)).toBe("FORBIDDEN");
    expect(await new Asker(door, await base.key("admin")).refusal(CREATE, input)).toBe("FORBIDDEN");
    const answer = await door.graph(CREATE, { slug: base.slug, variables: { input } });
    expect(answer.errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect(await countOf(input.slug)).toBe(0);
  });

  test("where the platform is one organization's nobody makes another", async () => {
    const single = await door.another("single");
    const founder = await person();
    const create = single.container.organizationCreation.create(door.world.operator, asUser(founder), {
      name: "Tea",
      slug: slugOf(),
    });
    await expect(create).rejects.toMatchObject({ code: "single_organization" });
    await single.stop();
  });

  const nodes = async (token: string, slug: string): Promise<any[]> =>
    (await door.graph(TREE, { token, slug })).data.organizationTree;

  describe("in a tree", () => {
    test("C-ORG-11 a child knows its parent, its root and its depth, and inherits what it has not set", async () => {
      const founder = await person();
      const top = await make(founder);
      const middle = await make(founder, { parentId: top.id });
      const low = await make(founder, { parentId: middle.id });
      expect(low).toMatchObject({ parentId: middle.id, rootId: top.id, depth: 2 });
      const { token } = founder;
      const change = (slug: string, input: object) => door.graph(COLORS, { token, slug, variables: { input } });
      const look = async (slug: string): Promise<any> =>
        (await door.graph(LOOK, { token, slug })).data.organizationSettings;

      await change(top.slug, { primaryColor: "#111111", accentColor: "#aaaaaa" });
      await change(middle.slug, { accentColor: "#bbbbbb" });
      expect(await look(low.slug)).toEqual({
        inherited: ["primaryColor", "accentColor"],
        recordingRetentionDays: 90,
        branding: { primaryColor: "#111111", accentColor: "#bbbbbb" },
        organization: { depth: 2 },
      });
      await change(low.slug, { primaryColor: "#333333" });
      expect(await look(low.slug)).toMatchObject({ inherited: ["accentColor"], branding: { primaryColor: "#333333" } });
      await change(low.slug, { primaryColor: null });
      expect(await look(low.slug)).toMatchObject({ branding: { primaryColor: "#111111" } });
      expect(await look(top.slug)).toMatchObject({ inherited: [], branding: { accentColor: "#aaaaaa" } });
    });

    test("who looks sees what is above and below, and not what stands beside", async () => {
      const founder = await person();
      const top = await make(founder);
      const [left, right] = [await make(founder, { parentId: top.id }), await make(founder, { parentId: top.id })];
      const below = await make(founder, { parentId: left.id });
      const { token } = founder;
      const seen = async (slug: string) =>
        (await nodes(token, slug)).map(({ id, parentId, depth, isOwn }) => [id, parentId, depth, isOwn]);
      expect(await seen(left.slug)).toEqual([
        [top.id, null, 0, false],
        [left.id, top.id, 1, true],
        [below.id, left.id, 2, false],
      ]);
      expect((await seen(top.slug)).length).toBe(4);
      expect(JSON.stringify(await seen(right.slug))).not.toContain(left.id);
    });

    test("a parent that somebody else owns is not there, whatever it is called", async () => {
      const [founder, rival] = [await person(), await person()];
      const theirs = await make(rival);
      for (const parentId of [theirs.id, newId(), "nonsense", "\u0000"]) {
        expect(await founder.asker.refusal(CREATE, { name: "Tea", slug: slugOf(), parentId })).toBe("NOT_FOUND");
      }
      expect(await nodes(rival.token, theirs.slug)).toHaveLength(1);
    });

    test("an owner who is suspended makes nothing below, and what they own does not count for them", async () => {
      const [founder, other] = [await person(), await person()];
      const top = await make(founder);
      const ctx = door.world.operator.in(top.id);
      const { membershipId } = await door.container.memberships.add(ctx, { userId: other.userId, role: "OWNER" });
      await make(other, { parentId: top.id });
      await door.container.memberships.step(ctx, membershipId, { kind: "suspend" });
      await expect(make(other, { parentId: top.id })).rejects.toMatchObject({ kind: "notFound" });
      const made = await Promise.allSettled(Array.from({ length: 5 }, () => make(other)));
      // One of the five that one may own is the child of before.
      expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
    });

    test("no circle can be made: places are given once, and the runtime role cannot move anything", async () => {
      const founder = await person();
      const top = await make(founder);
      const child = await make(founder, { parentId: top.id });
      const move = door.world
        .as(top.id)
        .execute("UPDATE organization SET parent_id = $2, root_id = $2, depth = 2 WHERE id = $1", [top.id, child.id]);
      await expect(move).rejects.toThrow("permission denied");
    });

    test("it grows eight deep and no deeper, and not below what is ended or suspended", async () => {
      const founder = await person();
      const { operator } = door.world;
      let { id } = await make(founder);
      const owner = new pg.Client(door.world.storage.ownerUrl);
      await owner.connect();
      await owner.query(`BEGIN; SET LOCAL app.organization_id = '${id}'`);
      await owner.query(`UPDATE organization SET depth = 8, parent_id = id, root_id = id WHERE id = $1`, [id]);
      await owner.query("COMMIT");
      await owner.end();
      await expect(make(founder, { parentId: id })).rejects.toMatchObject({ code: "tree_too_deep" });
      ({ id } = await make(founder));
      await door.container.organizationLifecycle.step(operator, id, "suspend");
      await expect(make(founder, { parentId: id })).rejects.toMatchObject({ code: "parent_not_active" });
    });

    test("one with children is not ended, also where a child is made at the same moment", async () => {
      for (let round = 0; round < 5; round++) {
        const founder = await person();
        const parent = await make(founder);
        const [ended, born] = await Promise.allSettled([
          door.container.organizationLifecycle.step(door.world.operator, parent.id, "deactivate"),
          make(founder, { parentId: parent.id }),
        ]);
        const codes = [ended, born].flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
        expect(codes).toHaveLength(1);
        expect(["organization_has_children", "parent_not_active"]).toContain(codes[0]);
      }
    });
  });
});
