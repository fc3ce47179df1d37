import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { Campaign, CampaignPartner } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { collect } from "../support/frames.js";

const EARNINGS = `query ($partnerId: ID) { earnings(partnerId: $partnerId) {
  cursor accounts { currency held { amountMinor } payable { amountMinor } heldVersion payableVersion } } }`;
const LIVE = `subscription ($partnerId: ID, $after: String) { earnings(partnerId: $partnerId, after: $after) {
  cursor kind at amount { amountMinor currency } commission { id status event { externalId } }
  accounts { kind version balanceAfter { amountMinor } } } }`;

let door: DoorWorld;
beforeAll(async () => {
  door = await DoorWorld.start();
});
afterAll(() => door.end());

async function campaign(): Promise<{ campaign: Campaign; ann: CampaignPartner }> {
  const acme = await door.organization();
  const campaign = await acme.campaign();
  const ann = await campaign.partner("Ann");
  await campaign.touch(ann, "user-1");
  return { campaign, ann };
}

/** Recorded, and sealed: its entries have positions. */
async function sealedSale(campaign: Campaign): Promise<string> {
  const id = await campaign.sale("user-1");
  await door.container.sealer.seal(campaign.organization.id);
  return id;
}

/** Nothing tells a client that its subscription stands: in a while it does. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

describe("live earnings", () => {
  test("a sale becomes one frame with the balance after it, within a second", async () => {
    const { campaign: shop, ann } = await campaign();
    const { data } = await door.graph(EARNINGS, { token: ann.token });
    const frames = collect(door.socket({ token: ann.token }), LIVE, { after: data.earnings.cursor });
    await settled();
    const before = Date.now();
    const sale = await shop.sale("user-1");
    const [frame] = await frames.count(1);
    expect(Date.now() - before).toBeLessThan(1000);
    expect(frame.earnings).toMatchObject({
      kind: "ACCRUED",
      amount: { amountMinor: 1000, currency: "USD" },
      commission: { status: "HELD", event: { externalId: sale } },
      accounts: [{ kind: "HELD", version: "1", balanceAfter: { amountMinor: 1000 } }],
    });
    frames.stop();
    const after = await door.graph(EARNINGS, { token: ann.token });
    expect(after.data.earnings.accounts).toEqual([
      {
        currency: "USD",
        held: { amountMinor: 1000 },
        payable: { amountMinor: 0 },
        heldVersion: "1",
        payableVersion: "0",
      },
    ]);
  });

  test("who was away gets what was missed, once and in order, also from a second server", async () => {
    const { campaign: shop, ann } = await campaign();
    const second = await door.another();
    try {
      const { data } = await door.graph(EARNINGS, { token: ann.token });
      const first = collect(door.socket({ token: ann.token }), LIVE, { after: data.earnings.cursor });
      const sales = [await sealedSale(shop), await sealedSale(shop)];
      await first.count(2);
      first.stop();
      // Away: two more.
      sales.push(await sealedSale(shop), await sealedSale(shop));
      const cursor = first.received[1].earnings.cursor;
      const resumed = collect(second.socket({ token: ann.token }), LIVE, { after: cursor });
      await resumed.count(2);
      sales.push(await sealedSale(shop));
      await resumed.count(3);
      resumed.stop();
      const seen = [...first.received, ...resumed.received].map(({ earnings }) => earnings.commission.event.externalId);
      expect(seen).toEqual(sales);
      const versions = [...first.received, ...resumed.received].map(({ earnings }) => earnings.accounts[0].version);
      expect(versions).toEqual(["1", "2", "3", "4", "5"]);
    } finally {
      await second.stop();
    }
  });

  test("without a cursor it begins now", async () => {
    const { campaign: shop, ann } = await campaign();
    await sealedSale(shop);
    const frames = collect(door.socket({ token: ann.token }), LIVE);
    await settled();
    const sale = await sealedSale(shop);
    const [frame] = await frames.count(1);
    expect(frame.earnings.commission.event.externalId).toBe(sale);
    frames.stop();
  });

  test("a partner follows only their own earnings; a member names the partner", async () => {
    const { campaign: shop, ann } = await campaign();
    const bob = await shop.partner("Bob");
    const { token: manager } = await shop.organization.member("MANAGER");
    const { token: learner } = await shop.organization.member("LEARNER");
    const named = collect(door.socket({ token: manager }), LIVE, { partnerId: ann.id });
    const foreign = collect(door.socket({ token: bob.token }), LIVE, { partnerId: ann.id });
    const unnamed = collect(door.socket({ token: manager }), LIVE);
    const forbidden = collect(door.socket({ token: learner }), LIVE, { partnerId: ann.id });
    await settled();
    await sealedSale(shop);
    await named.count(1);
    named.stop();
    for (const [frames, code] of [
      [foreign, "NOT_FOUND"],
      [unnamed, "partner_required"],
      [forbidden, "FORBIDDEN"],
    ] as const) {
      expect(frames.received).toEqual([]);
      await expect(frames.count(1)).rejects.toThrow(code);
    }
  });

  test("a cursor of somebody else, of another list or made up is refused", async () => {
    const { campaign: shop, ann } = await campaign();
    const bob = await shop.partner("Bob");
    const { data } = await door.graph(EARNINGS, { token: ann.token });
    const { data: links } = await door.graph("{ links { pageInfo { endCursor } } }", { token: bob.token });
    for (const after of [data.earnings.cursor, links.links.pageInfo.endCursor, "AQ", "\u0000", "x".repeat(5000)]) {
      const frames = collect(door.socket({ token: bob.token }), LIVE, { after });
      await expect(frames.count(1)).rejects.toThrow("cursor_invalid");
    }
  });

  test("AZ7 a revoked partner's socket is closed, and the next one is refused", async () => {
    const { campaign: shop, ann } = await campaign();
    const client = door.socket({ token: ann.token });
    const closes: number[] = [];
    client.on("closed", (event) => closes.push((event as { code: number }).code));
    const frames = collect(client, LIVE);
    await settled();
    await door.container.partners.revoke(shop.organization.ctx, ann.id, "fraud");
    const revokedAt = Date.now();
    await expect(frames.count(1)).rejects.toThrow("4401 Unauthorized");
    expect(closes).toEqual([4401]);
    // By the journal, not by the slow check that heals what it does not tell.
    expect(Date.now() - revokedAt).toBeLessThan(3000);
    const again = collect(door.socket({ token: ann.token }), LIVE);
    await expect(again.count(1)).rejects.toThrow("4401 Unauthorized");
  });

  test("AZ10 a change of role closes open sockets, and the next one has the new rights", async () => {
    const { campaign: shop, ann } = await campaign();
    const { ctx } = shop.organization;
    const { token, membershipId } = await shop.organization.member("MANAGER");
    const frames = collect(door.socket({ token }), LIVE, { partnerId: ann.id });
    await settled();
    await ctx.transaction(async (ctx) => {
      await ctx.execute("UPDATE membership SET role = 'LEARNER' WHERE id = $1", [membershipId]);
      const subject = { type: "membership", id: membershipId };
      await door.container.journal.append(ctx, [
        { kind: "membership.roleChanged", subject, data: { role: "LEARNER" } },
      ]);
    });
    await expect(frames.count(1)).rejects.toThrow("1013 Rights changed");
    const again = collect(door.socket({ token }), LIVE, { partnerId: ann.id });
    await expect(again.count(1)).rejects.toThrow("FORBIDDEN");
  });
});
