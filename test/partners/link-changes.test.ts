import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { DoorWorld } from "../support/door-world.js";
import type { DoorOrganization } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";

let here: DoorWorld;
let there: DoorWorld;
beforeAll(async () => {
  here = await DoorWorld.start();
  there = await here.another();
});
afterAll(async () => {
  await there.stop();
  await here.end();
});

async function programOf({ ctx }: DoorOrganization): Promise<string> {
  const program = await here.container.programs.create(ctx, {
    slug: "main",
    name: "Main",
    destinationUrl: "https://shop.example/",
    attributionModel: "last_click",
    windowDays: 30,
    holdbackDays: 30,
    rules: [],
  });
  return program.id;
}

const click = async (door: DoorWorld, { slug }: DoorOrganization, key: string): Promise<Response> =>
  fetch(`${door.url}/t/${slug}/r/${key}`, { redirect: "manual" });

test("a link that was just made is found on every server, also where it was missed before", async () => {
  const acme = await here.organization();
  const programId = await programOf(acme);
  const partner = await acme.partner();
  await here.container.links.create(acme.ctx, { partnerId: partner.id, programId, key: "first" });
  for (const door of [here, there]) {
    expect((await click(door, acme, "first")).status).toBe(302);
    expect((await click(door, acme, "second")).status).toBe(404);
  }
  await here.container.links.create(acme.ctx, { partnerId: partner.id, programId, key: "second" });
  for (const door of [here, there]) {
    await eventually(async () => expect((await click(door, acme, "second")).status).toBe(302), 3_000);
  }
});

test("A-ATTR-02 once a partner is revoked, clicks are stamped on every server, and no longer after the reinstatement", async () => {
  const acme = await here.organization();
  const programId = await programOf(acme);
  const partner = await acme.partner();
  await here.container.links.create(acme.ctx, { partnerId: partner.id, programId, key: "mine" });
  const stampOf = async (door: DoorWorld): Promise<boolean | undefined> => {
    const { headers } = await click(door, acme, "mine");
    await door.container.clicks.bringIn(10_000);
    const cref = new URL(headers.get("location") ?? "").searchParams.get("cref");
    const [row] = await acme.ctx.query<{ partner_revoked: boolean }>(
      "SELECT partner_revoked FROM click WHERE id = $1",
      [cref],
    );
    return row?.partner_revoked;
  };
  for (const door of [here, there]) expect(await stampOf(door)).toBe(false);
  await here.container.partners.revoke(acme.ctx, partner.id);
  for (const door of [here, there]) await eventually(async () => expect(await stampOf(door)).toBe(true), 3_000);
  await here.container.partners.reinstate(acme.ctx, partner.id);
  for (const door of [here, there]) await eventually(async () => expect(await stampOf(door)).toBe(false), 3_000);
});
