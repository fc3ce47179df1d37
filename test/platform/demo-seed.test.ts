import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import type { Container } from "../../src/container.js";
import { createContainer } from "../../src/container.js";
import { ROLES } from "../../src/shared/role.js";
import { ClickTable } from "../../src/services/partners/click/click-table.js";
import type { DemoHouse } from "../../src/services/platform/demo/demo-house.js";
import { InvariantCheck } from "../../src/services/platform/invariants/invariant-check.js";
import { readTenancy, settleTenancy } from "../../src/services/platform/tenancy.js";
import { silentLog } from "../support/silent-log.js";
import { makeTestFolder } from "../support/test-folder.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

const URL_BASE = "http://demo.example";

/** A database, and what fills it. */
class DemoGround {
  private constructor(
    readonly world: World,
    readonly container: Container,
    private readonly clicks: ClickTable,
  ) {}

  static async start(): Promise<DemoGround> {
    const world = await startWorld();
    const { appUrl, secretKey } = world.storage;
    const container = createContainer({
      database: world.database,
      appUrl,
      secretKey: Buffer.from(secretKey, "base64url"),
      dataFolder: makeTestFolder(),
      log: silentLog,
      tenancy: "multi",
      publicUrl: () => URL_BASE,
      isSecure: false,
    });
    return new DemoGround(world, container, new ClickTable(appUrl));
  }

  async end(): Promise<void> {
    await this.container.sealer.stop();
    await this.clicks.close();
    await this.world.end();
  }

  seed(settings: { force?: boolean; onProgress?: (share: number) => void } = {}): Promise<DemoHouse[]> {
    const { clicks } = this;
    return this.container.demo.seed({ force: false, ...settings }, { clicks, sourceKey: Buffer.alloc(32, 7) });
  }

  async counts(): Promise<unknown> {
    const { operator } = this.container;
    return Promise.all(
      (await operator.organizationIds()).map(async (id) => {
        const [row] = await operator.in(id).query(`
          SELECT (SELECT count(*)::int FROM click) AS clicks, (SELECT count(*)::int FROM identity) AS identities,
            (SELECT count(*)::int FROM event) AS events, (SELECT count(*)::int FROM link) AS links,
            (SELECT count(*)::int FROM membership) AS members, (SELECT count(*)::int FROM partner) AS partners,
            (SELECT count(*)::int FROM terms) AS terms, (SELECT count(*)::int FROM commission) AS commissions`);
        return row;
      }),
    );
  }
}

describe("the demo world, once it is there", () => {
  let ground: DemoGround;
  let houses: DemoHouse[];
  beforeAll(async () => {
    ground = await DemoGround.start();
    houses = await ground.seed();
  }, 120_000);
  afterAll(() => ground.end());

  test("has two organizations whose history has everything that a page wants to show, and nothing that must not be", async () => {
    expect(await readTenancy(ground.world.database)).toBe("multi");
    expect(houses.map(({ organization }) => organization.slug)).toEqual(["northlight", "fernwood"]);
    for (const { ctx, members } of houses) {
      expect([...members.keys()].toSorted()).toEqual([...ROLES].toSorted());
      const statuses = await ctx.query<{ status: string }>("SELECT DISTINCT status FROM commission ORDER BY status");
      expect(statuses.map(({ status }) => status)).toEqual(["approved", "held", "rejected", "reversed"]);
      const flags = await ctx.query<{ reason: string }>("SELECT DISTINCT reason FROM click_flag ORDER BY reason");
      expect(flags.map(({ reason }) => reason)).toEqual(["bot", "velocity"]);
      const [refunded] = await ctx.query("SELECT FROM event WHERE refunded_minor > 0 LIMIT 1");
      expect(refunded).toBeDefined();
    }
    const [northlight] = houses;
    expect(northlight?.partners.filter(({ partner }) => partner.status === "revoked").length).toBe(1);
    await ground.container.sealer.stop();
    const broken = (await new InvariantCheck(ground.world.database).run()).filter(({ count }) => count > 0n);
    expect(broken).toEqual([]);
  });

  test("gives a token to each member and partner and keys to machines, each good for its own organization alone", async () => {
    const { container } = ground;
    const credentials = await container.demo.credentials(houses, URL_BASE, (slug, key) =>
      container.linkAddress.of(slug, key),
    );
    expect(credentials.url).toBe(URL_BASE);
    expect(credentials.organizations.length).toBe(2);
    for (const { id, slug, tokens, keys, partners } of credentials.organizations) {
      for (const role of ROLES) {
        const { authenticated } = await container.authentication.authenticate(tokens[role]);
        expect(authenticated).toMatchObject({ organizationId: id, principal: { kind: "member", role } });
      }
      for (const [kind, scope] of [
        ["admin", "admin"],
        ["events", "events:write"],
      ] as const) {
        const { authenticated } = await container.authentication.authenticate(keys[kind]);
        expect(authenticated).toMatchObject({ organizationId: id, principal: { kind: "key", scopes: [scope] } });
      }
      expect(partners.length).toBe(5);
      for (const { id: partnerId, token, links } of partners) {
        const { authenticated } = await container.authentication.authenticate(token);
        expect(authenticated).toMatchObject({ organizationId: id, principal: { kind: "partner", partnerId } });
        for (const { key, url } of links) expect(url).toBe(`${URL_BASE}/t/${slug}/r/${key}`);
      }
    }
  });

  test("that is complete is not changed by another seed", async () => {
    const before = await ground.counts();
    await expect(ground.seed()).rejects.toMatchObject({ code: "organizations_exist" });
    await ground.seed({ force: true });
    expect(await ground.counts()).toEqual(before);
  });
});

describe("the demo world, while it is made", () => {
  let ground: DemoGround;
  beforeEach(async () => {
    ground = await DemoGround.start();
  });
  afterEach(() => ground.end());

  test("is not made where organizations are, unless it is forced", async () => {
    await ground.world.bareOrganization();
    await expect(ground.seed()).rejects.toMatchObject({ code: "organizations_exist" });
    expect((await ground.seed({ force: true })).length).toBe(2);
  });

  test("is not made beside the organization of a single installation, whose links would break", async () => {
    await settleTenancy(ground.world.database, "single");
    await ground.world.bareOrganization();
    await expect(ground.seed({ force: true })).rejects.toMatchObject({ code: "single_organization" });
    expect(await readTenancy(ground.world.database)).toBe("single");
  });

  test("that was cut short is completed by the next seed, and told once", async () => {
    const cut = ground.seed({
      onProgress: (share) => {
        if (share > 0.4) throw new Error("cut short");
      },
    });
    await expect(cut).rejects.toThrow("cut short");
    await ground.seed();
    const once = await ground.counts();
    await ground.seed({ force: true });
    expect(await ground.counts()).toEqual(once);
  });
});
