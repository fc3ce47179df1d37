import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { OrganizationStatus } from "../../src/entities/organizations/organization.entity.js";
import { ORGANIZATION_STATUSES } from "../../src/entities/organizations/organization.entity.js";
import type { OrganizationDoor } from "../../src/services/organizations/organization-status.js";
import { ORGANIZATION_PERMITS, STANDING_REFUSALS } from "../../src/services/organizations/organization-status.js";
import type { CampaignPartner, DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { collect } from "../support/frames.js";

interface Ground {
  organization: DoorOrganization;
  partner: CampaignPartner;
  owner: string;
  events: string;
  signInToken: string;
}

const stand = ({ organization: { ctx, id } }: Ground, status: OrganizationStatus): Promise<number> =>
  ctx.execute("UPDATE organization SET status = $2 WHERE id = $1", [id, status]);
const clicks = async ({ organization: { ctx } }: Ground): Promise<number> =>
  (await ctx.query("SELECT FROM click")).length;

describe("what an organization's status permits at the doors", () => {
  let door: DoorWorld;

  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  async function ground(): Promise<Ground> {
    const organization = await door.organization();
    const partner = await (await organization.campaign()).partner();
    const { token: owner, membershipId: id } = await organization.member("OWNER");
    const signInToken = await organization.signInToken({ kind: "member", id });
    return { organization, partner, owner, events: await organization.key("events:write"), signInToken };
  }

  const redirect = ({ organization: { slug }, partner }: Ground): Promise<Response> =>
    fetch(`${door.url}/t/${slug}/r/${partner.linkKey}`, { redirect: "manual" });
  const opens = async (token: string): Promise<boolean> =>
    (await door.graph("{ organization { id } }", { token })).errors === undefined;

  /** Whether each door opens, as it is found out by knocking. */
  const KNOCKS: Record<OrganizationDoor, (ground: Ground) => Promise<boolean>> = {
    graph: ({ owner }) => opens(owner),
    portal: ({ partner }) => opens(partner.token),
    rest: async ({ events }) =>
      (await door.post("/v1/events", { id: `sale-${Date.now()}`, type: "sale", userId: "u" }, { token: events }))
        .status < 300,
    signIn: async ({ signInToken }) => {
      const { data } = await door.graph("mutation ($t: String!) { signIn(input: { token: $t }) { __typename } }", {
        variables: { t: signInToken },
      });
      return data.signIn.__typename === "SignInPayload";
    },
    jobs: async ({ organization }) => (await door.world.operator.organizationIds()).includes(organization.id),
    redirect: async (ground) => {
      const { status, headers } = await redirect(ground);
      return status === 302 && (headers.get("location") ?? "").startsWith("https://shop.example.com/");
    },
    earning: async (ground) => {
      const { headers } = await redirect(ground);
      await new Promise((done) => setTimeout(done, 150));
      const isRecorded = (await clicks(ground)) > 0;
      expect(headers.getSetCookie().length > 0).toBe(isRecorded);
      return isRecorded;
    },
  };

  test.each(ORGANIZATION_STATUSES)("AZ9 %s: every door is as the table says", async (status) => {
    const made = await ground();
    await stand(made, status);
    const found: Record<string, boolean> = {};
    for (const [name, knock] of Object.entries(KNOCKS)) found[name] = await knock(made);
    expect(found).toEqual(ORGANIZATION_PERMITS[status]);
  });

  test.each(["pending_verification", "suspended", "deactivated"] as const)(
    "C-ORG-03 whoever belongs to an organization that is %s is told so, and a stranger is not",
    async (status) => {
      const made = await ground();
      const { slug } = made.organization;
      await stand(made, status);
      const { code } = STANDING_REFUSALS[status];
      for (const token of [made.owner, made.partner.token, await made.organization.key("admin")]) {
        const answer = await door.graph("{ organization { id } }", { token });
        expect(answer).toMatchObject({ errors: [{ extensions: { code } }] });
        expect((await door.graph("{ __typename }", { token, slug })).status).toBe(403);
      }
      const refused = await door.post("/v1/events", { id: "1", type: "sale", userId: "u" }, { token: made.events });
      expect(refused).toMatchObject({ status: 403, body: { code } });
      expect(await door.graph("{ __typename }", { slug })).toMatchObject({ status: 404 });
      const rival = await (await door.organization()).member("OWNER");
      expect((await door.graph("{ __typename }", { token: rival.token, slug })).status).toBe(404);
    },
  );

  test("a revoked key of a suspended organization is told nothing", async () => {
    const { organization } = await ground();
    const { id, token } = await door.container.apiKeys.create(organization.ctx, { name: "gone", scopes: ["admin"] });
    await door.container.apiKeys.revoke(organization.ctx, id);
    await door.container.organizationLifecycle.step(door.world.operator, organization.id, "suspend");
    expect(await door.graph("{ __typename }", { token })).toMatchObject({ status: 401 });
  });

  test("B-TEN-02 suspended, nothing is recorded and open sockets close; resumed, everything is as before", async () => {
    const made = await ground();
    const { operator } = door.world;
    const { id } = made.organization;
    await redirect(made);
    await eventually(async () => expect(await clicks(made)).toBe(1));
    const client = door.socket({ token: made.owner });
    const closed = new Promise((resolve) => client.on("closed", resolve));
    collect(client, "subscription { journal { cursor } }");
    await eventually(async () => expect(await opens(made.owner)).toBe(true));

    await door.container.organizationLifecycle.step(operator, id, "suspend");
    await door.container.organizationLifecycle.step(operator, id, "suspend");
    expect(await opens(made.owner)).toBe(false);
    await closed;
    // A server that has the link in its cache hears of it by the journal.
    await eventually(async () => expect((await redirect(made)).headers.getSetCookie()).toEqual([]));
    const before = await clicks(made);
    expect((await redirect(made)).status).toBe(302);

    await door.container.organizationLifecycle.step(operator, id, "resume");
    expect(await opens(made.owner)).toBe(true);
    await eventually(async () => {
      await redirect(made);
      expect(await clicks(made)).toBeGreaterThan(before);
    });
    const kinds = await made.organization.ctx.query<{ kind: string }>(
      "SELECT kind FROM journal_entry WHERE kind LIKE 'organization.%' ORDER BY position",
    );
    expect(kinds.map(({ kind }) => kind)).toEqual([
      "organization.created",
      "organization.suspended",
      "organization.resumed",
    ]);
    await client.dispose();
  });

  test("steps that do not lead on are refused, and of contenders each status is left once", async () => {
    const { id, ctx } = await door.organization();
    const { organizationLifecycle } = door.container;
    const { operator } = door.world;
    await Promise.all(Array.from({ length: 20 }, () => organizationLifecycle.step(operator, id, "suspend")));
    await expect(organizationLifecycle.step(operator, id, "verify")).rejects.toMatchObject({ code: "illegal_status" });
    await eventually(async () => {
      const rows = await ctx.query("SELECT FROM journal_entry WHERE kind = 'organization.suspended'");
      expect(rows).toHaveLength(1);
    });
  });
});
