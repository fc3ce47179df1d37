import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { Campaign, CampaignPartner } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { collect } from "../support/frames.js";

const LIVE = `subscription ($partnerId: ID, $programId: ID, $after: String) {
  commissions(partnerId: $partnerId, programId: $programId, after: $after) {
    cursor kind at commission { id amount { amountMinor } partner { name } event { externalId } } } }`;
const NOW = "{ organization { liveCursor } commissions(first: 100) { nodes { event { externalId } } } }";

let door: DoorWorld;
beforeAll(async () => {
  door = await DoorWorld.start();
});
afterAll(() => door.end());

interface Shop {
  campaign: Campaign;
  ann: CampaignPartner;
  bob: CampaignPartner;
  manager: string;
}

/** Ann brought user-1, Bob user-2. */
async function shop(): Promise<Shop> {
  const acme = await door.organization();
  const campaign = await acme.campaign();
  const [ann, bob] = [await campaign.partner("Ann"), await campaign.partner("Bob")];
  await campaign.touch(ann, "user-1");
  await campaign.touch(bob, "user-2");
  return { campaign, ann, bob, manager: (await acme.member("MANAGER")).token };
}

async function sealedSale(campaign: Campaign, userId: string): Promise<string> {
  const id = await campaign.sale(userId);
  await door.container.sealer.seal(campaign.organization.id);
  return id;
}

async function cursorNow(token: string): Promise<string> {
  const { data } = await door.graph(NOW, { token });
  return data.organization.liveCursor as string;
}

const follow = (token: string, variables: Record<string, unknown>) => collect(door.socket({ token }), LIVE, variables);

const sold = (frames: any[]): string[] => frames.map(({ commissions }) => commissions.commission.event.externalId);

describe("live commissions", () => {
  test("a list and a subscription after its live cursor have every commission between them once", async () => {
    const { campaign, manager } = await shop();
    const listed = [await sealedSale(campaign, "user-1"), await sealedSale(campaign, "user-2")];
    const { data } = await door.graph(NOW, { token: manager });
    const between = await sealedSale(campaign, "user-1");
    const client = door.socket({ token: manager });
    const frames = collect(client, LIVE, { after: data.organization.liveCursor });
    const later = await sealedSale(campaign, "user-2");
    await frames.count(2);
    expect(data.commissions.nodes.map(({ event }: any) => event.externalId)).toEqual(listed.toReversed());
    expect(sold(frames.received)).toEqual([between, later]);
    expect(frames.received[0].commissions).toMatchObject({
      kind: "ACCRUED",
      commission: { amount: { amountMinor: 1000 }, partner: { name: "Ann" } },
    });
    await client.dispose();
  });

  test("who was away gets what was missed once and in order, after a restart and from a second server", async () => {
    const { campaign, manager } = await shop();
    const second = await door.another();
    const first = collect(second.socket({ token: manager }), LIVE, { after: await cursorNow(manager) });
    const sales = [await sealedSale(campaign, "user-1"), await sealedSale(campaign, "user-2")];
    await first.count(2);
    await second.stop();
    sales.push(await sealedSale(campaign, "user-1"), await sealedSale(campaign, "user-2"));
    const third = await door.another();
    try {
      const after = first.received[1].commissions.cursor;
      const resumed = collect(third.socket({ token: manager }), LIVE, { after });
      await resumed.count(2);
      sales.push(await sealedSale(campaign, "user-2"));
      await resumed.count(3);
      resumed.stop();
      expect([...sold(first.received), ...sold(resumed.received)]).toEqual(sales);
    } finally {
      await third.stop();
    }
  });

  test("it is narrowed by partner and program; a partner hears of their own alone", async () => {
    const { campaign, ann, bob, manager } = await shop();
    const other = await campaign.organization.campaign();
    const eve = await other.partner("Eve");
    await other.touch(eve, "user-3");
    const after = await cursorNow(manager);
    const byPartner = follow(manager, { after, partnerId: ann.id });
    const byProgram = follow(manager, { after, programId: other.programId });
    const own = follow(bob.token, { after: await cursorNow(bob.token) });
    const [annSale, bobSale, eveSale] = [
      await sealedSale(campaign, "user-1"),
      await sealedSale(campaign, "user-2"),
      await sealedSale(other, "user-3"),
    ];
    const lastOfAll = await sealedSale(campaign, "user-1");
    expect(sold(await byPartner.count(2))).toEqual([annSale, lastOfAll]);
    expect(sold(await byProgram.count(1))).toEqual([eveSale]);
    expect(sold(await own.count(1))).toEqual([bobSale]);
    for (const frames of [byPartner, byProgram, own]) frames.stop();
  });

  test("what is not there, not theirs or not allowed is refused", async () => {
    const { campaign, ann, bob, manager } = await shop();
    const rival = await shop();
    const { token: learner } = await campaign.organization.member("LEARNER");
    const partnerCursor = await cursorNow(bob.token);
    for (const [token, variables, code] of [
      [bob.token, { partnerId: ann.id }, "NOT_FOUND"],
      [manager, { partnerId: rival.ann.id }, "NOT_FOUND"],
      [manager, { programId: rival.campaign.programId }, "NOT_FOUND"],
      [manager, { programId: "x" }, "NOT_FOUND"],
      [learner, {}, "FORBIDDEN"],
      [await campaign.organization.key("events:write"), {}, "forbidden_scope"],
      [manager, { after: partnerCursor }, "cursor_invalid"],
      [rival.manager, { after: await cursorNow(manager) }, "cursor_invalid"],
    ] as const) {
      const frames = collect(door.socket({ token }), LIVE, variables);
      await expect(frames.count(1)).rejects.toThrow(code);
      expect(frames.received).toEqual([]);
    }
  });

  test("a cursor outlives a change of role: the next socket goes on with the new rights and without a gap", async () => {
    const { campaign } = await shop();
    const { ctx } = campaign.organization;
    const { token, membershipId } = await campaign.organization.member("MANAGER");
    const after = await cursorNow(token);
    await ctx.execute("UPDATE membership SET role = 'SUPPORT' WHERE id = $1", [membershipId]);
    const sale = await sealedSale(campaign, "user-1");
    const frames = collect(door.socket({ token }), LIVE, { after });
    expect(sold(await frames.count(1))).toEqual([sale]);
    frames.stop();
  });
});
