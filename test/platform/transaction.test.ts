import { afterAll, beforeAll, expect, test } from "@jest/globals";

import type { TenantContext } from "../../src/shared/tenant-context.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const ORGANIZATION = "SELECT current_setting('app.organization_id') AS id, pg_backend_pid() AS pid";

test.each(["transaction", "snapshot"] as const)(
  "what is asked of a %s that is over reaches no connection: it may be another organization's by now",
  async (kind) => {
    const ctx = world.as(await world.bareOrganization());
    let kept: TenantContext | undefined;
    await ctx[kind]((open) => {
      kept = open;
      return open.query(ORGANIZATION);
    });
    await expect(kept?.open.query("SELECT 1")).rejects.toThrow(/over/);
  },
);

test("snapshots of several organizations at once each see their own, also where a statement fails", async () => {
  const organizations = await Promise.all(Array.from({ length: 4 }, () => world.bareOrganization()));
  const work = organizations.flatMap((id) =>
    Array.from({ length: 10 }, async (_, round) => {
      const seen = world
        .as(id)
        .snapshot((ctx) =>
          Promise.all([
            ctx.query<{ id: string }>(ORGANIZATION),
            round % 3 === 0 ? ctx.query("SELECT 1 / 0") : ctx.query("SELECT 1"),
            ctx.query<{ id: string }>(ORGANIZATION),
          ]),
        );
      if (round % 3 === 0) return expect(seen).rejects.toMatchObject({ code: "22012" });
      const [[first], , [last]] = await seen;
      return expect([first?.id, last?.id]).toEqual([id, id]);
    }),
  );
  await Promise.all(work);
  const ctx = world.as(organizations[0]!);
  expect(await ctx.read<{ id: string }>(ORGANIZATION, [])).toMatchObject([{ id: ctx.organizationId }]);
  await expect(ctx.read("SELECT 1 / 0", [])).rejects.toMatchObject({ code: "22012" });
});

test("nothing can be written in a snapshot", async () => {
  const ctx = world.as(await world.bareOrganization());
  await expect(ctx.snapshot((open) => open.query("UPDATE partner SET name = name"))).rejects.toMatchObject({
    code: "25006",
  });
});
