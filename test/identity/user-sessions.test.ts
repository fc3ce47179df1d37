import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { newId } from "../../src/shared/ids.js";
import { UserContext } from "../../src/shared/user-context.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { countedStatements } from "../support/counted-statements.js";
import { collect } from "../support/frames.js";
import { eventually } from "../support/eventually.js";

const VIEWER = `{ viewer {
  kind role sessionGeneration organization { slug } memberships { role membershipId organization { id slug name } } } }`;
const ME = "{ me { id name email sessionGeneration memberships { role organization { slug } } } }";
const SWITCH = `mutation ($organizationId: ID!) { switchOrganization(input: { organizationId: $organizationId }) {
  ... on SwitchOrganizationPayload { membership { role organization { slug } } } } }`;
const SIGN_IN = `mutation ($token: String!) { signIn(input: { token: $token }) {
  __typename ... on SignInPayload { viewer { organization { slug } } } ... on SignedInNowhere { code me { email } } } }`;

const ofPeople = ({ text }: { text: string }): boolean => /membership|platform_user|lookup\.session/.test(text);

describe("one sign-in for all of a person's organizations", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let globex: DoorOrganization;
  let rival: DoorOrganization;
  beforeAll(async () => {
    door = await DoorWorld.start();
    acme = await door.organization();
    globex = await door.organization();
    rival = await door.organization();
  });
  afterAll(() => door.end());

  /** Somebody who is an owner of Acme and supports Globex, signed in at Acme. */
  async function ada(): Promise<{ token: string; userId: string; email: string; at: Record<string, string> }> {
    const email = `${newId()}@example.com`;
    const { organizations } = door.container;
    const { operator } = door.world;
    const owner = await organizations.addMember(operator, acme.id, { email, name: "Ada", role: "OWNER" });
    const support = await organizations.addMember(operator, globex.id, { email, name: "Ada", role: "SUPPORT" });
    const at = { [acme.id]: owner.membershipId, [globex.id]: support.membershipId };
    return { token: await door.tokenOf(owner.userId, acme.id), userId: owner.userId, email, at };
  }

  test("C-ORG-18 a path names the organization, and without one it is where the session is", async () => {
    const { token } = await ada();
    const [plain, there, here] = [
      await door.graph(VIEWER, { token }),
      await door.graph(VIEWER, { token, slug: globex.slug }),
      await door.graph(VIEWER, { token, slug: acme.slug }),
    ];
    expect(plain.data.viewer).toMatchObject({ role: "OWNER", organization: { slug: acme.slug } });
    expect(there.data.viewer).toMatchObject({ role: "SUPPORT", organization: { slug: globex.slug } });
    expect(here.data.viewer).toEqual(plain.data.viewer);
  });

  test("an organization in which one is no member is not found, as one that is not there", async () => {
    const { token } = await ada();
    for (const slug of [rival.slug, "nobody-has-this", "NOT A SLUG"]) {
      const answer = await door.graph(VIEWER, { token, slug: encodeURIComponent(slug) });
      expect(answer).toMatchObject({ status: 404, errors: [{ extensions: { code: "NOT_FOUND" } }] });
    }
  });

  test("C-ORG-18 the viewer brings every organization to go to, with the role in each", async () => {
    const { token, at } = await ada();
    const { data } = await door.graph(VIEWER, { token });
    expect(data.viewer.memberships).toHaveLength(2);
    expect(data.viewer.memberships).toEqual(
      expect.arrayContaining([
        {
          role: "OWNER",
          membershipId: at[acme.id],
          organization: { id: acme.id, slug: acme.slug, name: `The ${acme.slug}` },
        },
        {
          role: "SUPPORT",
          membershipId: at[globex.id],
          organization: { id: globex.id, slug: globex.slug, name: `The ${globex.slug}` },
        },
      ]),
    );
    expect(data.viewer.sessionGeneration).toBeGreaterThan(0);
  });

  test("C-MEM-18 C-BUG-19 C-ORG-22 ten memberships cost no statement more than one, and each keeps its own role", async () => {
    const { organizations } = door.container;
    const { operator } = door.world;
    const people = [];
    for (const count of [1, 10]) {
      const email = `${newId()}@example.com`;
      let userId = "";
      for (let place = 0; place < count; place++) {
        const { id } = place === 0 ? acme : await door.organization();
        const role = place === 0 ? "SUPPORT" : "EXPERT";
        ({ userId } = await organizations.addMember(operator, id, { email, name: "Ada", role }));
      }
      people.push({ count, token: await door.tokenOf(userId, acme.id) });
    }
    const costs: number[] = [];
    for (const { count, token } of people) {
      const ask = () => door.graph(VIEWER, { token, slug: acme.slug });
      const { data } = await ask();
      expect(data.viewer.role).toBe("SUPPORT");
      expect(data.viewer.memberships.filter(({ role }: { role: string }) => role === "EXPERT")).toHaveLength(count - 1);
      costs.push((await countedStatements(ask, ofPeople)).length);
    }
    expect(costs[0]).toBeGreaterThan(0);
    expect(costs[1]).toBe(costs[0]);
  });

  test("C-ORG-19 a suspended organization vanishes from the list, and whoever has a seat there is told why", async () => {
    const { token } = await ada();
    await setStatus(door, globex.id, "suspended");
    try {
      const { data } = await door.graph(VIEWER, { token });
      expect(data.viewer.memberships.map((one: any) => one.organization.slug)).toEqual([acme.slug]);
      expect(await door.graph(VIEWER, { token, slug: globex.slug })).toMatchObject({
        status: 403,
        errors: [{ extensions: { code: "organization_suspended" } }],
      });
    } finally {
      await setStatus(door, globex.id, "active");
    }
  });

  test("switching changes where the session is, and is written in the journal of where one goes", async () => {
    const { token, userId } = await ada();
    const answer = await door.graph(SWITCH, { token, variables: { organizationId: globex.id } });
    expect(answer.data.switchOrganization).toEqual({
      membership: { role: "SUPPORT", organization: { slug: globex.slug } },
    });
    expect((await door.graph(VIEWER, { token })).data.viewer.organization.slug).toBe(globex.slug);
    await door.graph(SWITCH, { token, variables: { organizationId: globex.id } });
    await eventually(async () =>
      expect(await kindsOf(globex, userId)).toEqual(["session.started", "session.switched"]),
    );
    await eventually(async () => expect(await kindsOf(acme, userId)).toEqual(["session.started"]));
  });

  test("nobody switches to an organization in which they have no seat", async () => {
    const { token } = await ada();
    for (const organizationId of [rival.id, "018f0000-0000-7000-8000-000000000000", "' OR 1=1"]) {
      const answer = await door.graph(SWITCH, { token, variables: { organizationId } });
      expect(answer.errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    }
    expect((await door.graph(VIEWER, { token })).data.viewer.organization.slug).toBe(acme.slug);
  });

  test("partners and keys have no organization to switch to, and strangers are told to sign in", async () => {
    const { token: partner } = await acme.partner();
    const variables = { organizationId: acme.id };
    for (const token of [partner, await acme.key("admin")]) {
      expect((await door.graph(SWITCH, { token, variables })).errors).toMatchObject([
        { extensions: { code: "FORBIDDEN" } },
      ]);
      expect((await door.graph(ME, { token })).data).toEqual({ me: null });
      expect((await door.graph(VIEWER, { token })).data.viewer).toMatchObject({
        memberships: [],
        sessionGeneration: null,
      });
    }
    expect((await door.graph(ME)).data).toEqual({ me: null });
  });

  test("C-MEM-16 R-REC-14 who loses a seat is refused there with the next request, and still signed in elsewhere", async () => {
    const { token, at } = await ada();
    await acme.ctx.execute("UPDATE membership SET role = 'LEARNER' WHERE id = $1", [at[acme.id]]);
    expect((await door.graph(VIEWER, { token })).data.viewer.role).toBe("LEARNER");
    await acme.ctx.execute("UPDATE membership SET status = 'REMOVED', revoked_at = now() WHERE id = $1", [at[acme.id]]);
    expect((await door.graph(VIEWER, { token, slug: acme.slug })).status).toBe(404);
    expect((await door.graph("{ organization { slug } }", { token })).errors).toMatchObject([
      { extensions: { code: "tenant_slug_missing" } },
    ]);
    expect((await door.graph(VIEWER, { token })).data).toEqual({ viewer: null });
    expect((await door.graph(ME, { token })).data.me.memberships).toEqual([
      { role: "SUPPORT", organization: { slug: globex.slug } },
    ]);
    await door.graph(SWITCH, { token, variables: { organizationId: globex.id } });
    expect((await door.graph(VIEWER, { token })).data.viewer.organization.slug).toBe(globex.slug);
  });

  test("signing out ends the session in every organization, and each of their journals says so", async () => {
    const { token, userId } = await ada();
    await door.graph("mutation { signOut { ... on SignOutPayload { signedOut } } }", { token, slug: globex.slug });
    for (const slug of [undefined, acme.slug, globex.slug]) {
      expect((await door.graph(VIEWER, { token, ...(slug !== undefined && { slug }) })).status).toBe(401);
    }
    for (const organization of [acme, globex]) {
      await eventually(async () =>
        expect(await kindsOf(organization, userId)).toEqual(["session.started", "session.ended"]),
      );
    }
    await eventually(async () => expect(await kindsOf(rival, userId)).toEqual([]));
  });

  test("AZ17 signing out closes the sockets in all of the person's organizations, and losing a seat those in its own", async () => {
    const { token, at } = await ada();
    const listen = (slug: string) => collect(door.socket({ token, slug }), "subscription { clicks { clicks } }");
    const lost = listen(acme.slug);
    const kept = listen(globex.slug);
    await Promise.all([lost.count(1), kept.count(1)]);
    await acme.ctx.transaction(async (ctx) => {
      await ctx.execute("UPDATE membership SET status = 'REMOVED', revoked_at = now() WHERE id = $1", [at[acme.id]]);
      const subject = { type: "membership", id: at[acme.id]! };
      await door.container.journal.append(ctx, [{ kind: "membership.revoked", subject, data: {} }]);
    });
    await expect(lost.count(1_000)).rejects.toThrow("4401 Unauthorized");
    expect(kept.errors).toEqual([]);
    await door.graph("mutation { signOut { ... on SignOutPayload { signedOut } } }", { token });
    await expect(kept.count(1_000)).rejects.toThrow("4401 Unauthorized");
  });

  test("a link that names no organization begins where its person has been the longest, or nowhere", async () => {
    const { userId } = await ada();
    const { database } = door.world;
    const linkFor = (userId: string): Promise<string> =>
      door.container.signInLinks.createForUser(new UserContext({ database, userId }));
    const first = await door.graph(SIGN_IN, { variables: { token: await linkFor(userId) } });
    expect(first.data.signIn).toMatchObject({ viewer: { organization: { slug: acme.slug } } });

    const { membershipId, userId: lonely } = await rival.member("LEARNER");
    await door.container.memberships.step(rival.ctx, membershipId, { kind: "remove" });
    const second = await door.graph(SIGN_IN, { variables: { token: await linkFor(lonely) } });
    expect(second.data.signIn).toMatchObject({ __typename: "SignedInNowhere", code: "SIGNED_IN_NOWHERE" });
    const cookie = (second.headers.get("set-cookie") ?? "").split(";")[0]!;
    expect((await door.graph(ME, { cookie })).data.me).toMatchObject({ id: lonely, memberships: [] });
    expect((await door.graph("{ viewer { name } }", { cookie })).data).toEqual({ viewer: null });
  });

  test("a person's rows of the platform are theirs alone", async () => {
    const [one, other] = [await ada(), await ada()];
    const user = new UserContext({ database: door.world.database, userId: one.userId });
    expect(await user.query("SELECT DISTINCT id FROM platform_user")).toEqual([{ id: one.userId }]);
    expect(await user.query("SELECT DISTINCT principal_id AS id FROM session")).toEqual([{ id: one.userId }]);
    expect(await user.query("SELECT DISTINCT user_id AS id FROM membership")).toEqual([{ id: one.userId }]);
    const inAcme = await user.transaction(async (user) => {
      await user.writeIn(acme.id);
      const ids = await user.query<{ id: string }>(
        "SELECT id FROM platform_user UNION ALL SELECT user_id FROM membership",
      );
      return { ids, sessions: await user.query<{ id: string }>("SELECT DISTINCT principal_id AS id FROM session") };
    });
    expect([...inAcme.ids, ...inAcme.sessions].filter((row) => row.id !== one.userId)).toEqual([]);
    expect(await user.execute("UPDATE session SET revoked_at = now() WHERE principal_id = $1", [other.userId])).toBe(0);
    await expect(
      user.execute(
        `INSERT INTO session (id, principal_kind, principal_id, token_hash, created_at, expires_at)
         VALUES (gen_random_uuid(), 'user', $1, sha256('x'), now(), now() + interval '1 day')`,
        [other.userId],
      ),
    ).rejects.toThrow(/row-level security/);
    await expect(
      user.transaction((user) =>
        door.container.journal.appendIn(user.open, { organizationId: rival.id, principal: SIGN_IN_PRINCIPAL }, [
          { kind: "session.started", subject: { type: "session", id: "x" }, data: {} },
        ]),
      ),
    ).rejects.toThrow(/row-level security/);
    for (const table of ["organization", "partner", "commission", "api_key", "journal_entry"]) {
      await expect(user.query(`SELECT 1 FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
  });
});

const SIGN_IN_PRINCIPAL = { kind: "system", name: "sign-in" } as const;

/** The organization's status, which no door changes yet. */
async function setStatus({ world }: DoorWorld, id: string, status: string): Promise<void> {
  const superuser = new pg.Client(world.storage.superuserUrl);
  await superuser.connect();
  await superuser.query("UPDATE organization SET status = $1 WHERE id = $2", [status, id]);
  await superuser.end();
}

/** What the organization's sealed journal says of the person's last session, in its order. */
async function kindsOf({ ctx, door }: DoorOrganization, userId: string): Promise<string[]> {
  const user = new UserContext({ database: door.world.database, userId });
  const [session] = await user.query<{ id: string }>(
    "SELECT id FROM session ORDER BY created_at DESC, id DESC LIMIT 1",
  );
  const rows = await ctx.query<{ kind: string }>(
    `SELECT kind FROM journal_entry WHERE convert_from(bytes, 'utf8')::jsonb #>> '{subject,id}' = $1 ORDER BY position`,
    [session?.id],
  );
  return rows.map(({ kind }) => kind);
}
