import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { ProgramSimulationService } from "../../src/services/partners/program-simulation.service.js";
import type { Campaign, CampaignPartner, DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { EventWorld } from "../support/event-world.js";
import { Asker, REFUSAL } from "../support/told.js";

const SIMULATE = `query ($input: SimulateProgramInput!) { simulateProgram(input: $input) {
  ${REFUSAL}
  ... on ProgramSimulation {
    from until events isComplete partnerCount
    partners { partner { name } conversionsNow conversionsThen
      commissionNow { amountMinor currency } commissionThen { amountMinor currency } }
    totalNow { amountMinor currency } totalThen { amountMinor currency } } } }`;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const usd = (amountMinor: number) => [{ amountMinor, currency: "USD" }];

const counts = ({ ctx, id }: DoorOrganization): Promise<unknown> =>
  ctx.query(
    `SELECT (SELECT count(*) FROM attribution WHERE organization_id = $1) AS decisions,
       (SELECT count(*) FROM commission WHERE organization_id = $1) AS commissions,
       (SELECT revision FROM settings_head WHERE organization_id = $1) AS revision`,
    [id],
  );

describe("what if the program were so", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let campaign: Campaign;
  let ann: CampaignPartner;
  let bob: CampaignPartner;
  let manager: Asker;

  beforeAll(async () => {
    door = await DoorWorld.start();
    acme = await door.organization();
    campaign = await acme.campaign();
    [ann, bob] = [await campaign.partner("Ann"), await campaign.partner("Bob")];
    manager = new Asker(door, (await acme.member("MANAGER")).token);
    // One visitor: Ann's click ten days before the sale, Bob's an hour before it.
    const visitorId = "01900000-0000-7000-8000-00000000aaaa";
    await campaign.touch(ann, "user", { visitorId, agoMs: 10 * DAY_MS });
    await campaign.touch(bob, "user", { visitorId, agoMs: HOUR_MS });
    await campaign.sale("user");
  });
  afterAll(() => door.end());

  const simulate = (input: Record<string, unknown>): Promise<any> =>
    manager.told(SIMULATE, { programId: campaign.programId, ...input });

  test("with nothing changed, what would have been is what was", async () => {
    const { from, until, ...told } = await simulate({});
    expect(told).toEqual({
      __typename: "ProgramSimulation",
      events: 1,
      isComplete: true,
      partnerCount: 1,
      partners: [
        {
          partner: { name: "Bob" },
          conversionsNow: 1,
          conversionsThen: 1,
          commissionNow: usd(1000),
          commissionThen: usd(1000),
        },
      ],
      totalNow: usd(1000),
      totalThen: usd(1000),
    });
    expect(new Date(until).getTime() - new Date(from).getTime()).toBe(90 * DAY_MS);
  });

  test("other rules pay otherwise, to everybody or only to whom publishing would reach", async () => {
    const rules = [
      { key: "ten-percent", percent: "30" },
      { key: "lead", fixed: { amountMinor: 500, currency: "EUR" } },
    ];
    const everybody = await simulate({ rules });
    expect(everybody.totalNow).toEqual(usd(1000));
    expect(everybody.totalThen).toEqual([{ amountMinor: 500, currency: "EUR" }, ...usd(3000)]);
    expect(await simulate({ rules, keepsOwnTerms: true })).toMatchObject({
      totalNow: usd(1000),
      totalThen: usd(1000),
    });
  });

  test("a rule that pays for first events asks for a history that no rule of the program asked for", async () => {
    const { totalThen } = await simulate({ rules: [{ key: "first", percent: "50", occurrence: "SUBSEQUENT" }] });
    expect(totalThen).toEqual([]);
  });

  test("another model and another window move the credit, whoever changes most first", async () => {
    const linear = await simulate({ attributionModel: "LINEAR" });
    expect(linear.partnerCount).toBe(2);
    expect(linear.partners.toSorted((a: any, b: any) => (a.partner.name < b.partner.name ? -1 : 1))).toMatchObject([
      {
        partner: { name: "Ann" },
        conversionsNow: 0,
        conversionsThen: 0.5,
        commissionNow: [],
        commissionThen: usd(500),
      },
      { partner: { name: "Bob" }, conversionsNow: 1, conversionsThen: 0.5, commissionThen: usd(500) },
    ]);
    const short = await simulate({ attributionModel: "FIRST_CLICK", windowDays: 5 });
    expect(short.partners).toMatchObject([{ partner: { name: "Bob" }, commissionThen: usd(1000) }]);
    const long = await simulate({ attributionModel: "FIRST_CLICK" });
    expect(long.totalThen).toEqual(usd(1000));
    expect(long.partnerCount).toBe(2);
  });

  test("nothing is written", async () => {
    const before = await counts(acme);
    await simulate({ rules: [{ key: "x", percent: "1" }], attributionModel: "LINEAR", windowDays: 1 });
    expect(await counts(acme)).toEqual(before);
  });

  test("what cannot be tried is refused, and another organization's program is not found", async () => {
    expect(await simulate({ days: 0 })).toMatchObject({ __typename: "FieldInvalid", path: ["days"] });
    expect(await simulate({ days: 366 })).toMatchObject({ __typename: "FieldInvalid", code: "DAYS_INVALID" });
    expect(await simulate({ windowDays: 0 })).toMatchObject({ __typename: "FieldInvalid", path: ["windowDays"] });
    expect(await simulate({ rules: [{ key: "x" }] })).toMatchObject({ __typename: "RulesInvalid" });
    const foreign = await (await door.organization()).campaign();
    expect(await manager.refusal(SIMULATE, { programId: foreign.programId })).toBe("NOT_FOUND");
    const looker = new Asker(door, (await acme.member("SUPPORT")).token);
    expect(await looker.refusal(SIMULATE, { programId: campaign.programId })).toBe("FORBIDDEN");
  });

  test("of more events than it replays it takes the newest, and says since when", async () => {
    const world = new EventWorld(door.world);
    const shop = await world.shop();
    const by = await shop.partner();
    const { id: cref } = await shop.click(by, { agoMs: 9 * DAY_MS });
    await shop.identify(cref, "user");
    for (const ago of [8, 6, 4, 2]) await shop.sale({ userId: "user", agoMs: ago * DAY_MS });
    const trial = { programId: shop.programId, reachesOwnTerms: true };
    const few = new ProgramSimulationService(world.deciding, 2);
    const cut = await few.run(shop.ctx, { ...trial, days: 30 });
    expect(cut).toMatchObject({ events: 2, isComplete: false, totalNow: new Map([["USD", 2000n]]) });
    expect(Math.round((cut.until.getTime() - cut.from.getTime()) / DAY_MS)).toBe(4);
    expect(await few.run(shop.ctx, { ...trial, days: 3 })).toMatchObject({ events: 1, isComplete: true });
    const all = new ProgramSimulationService(world.deciding, 5);
    expect(await all.run(shop.ctx, { ...trial, days: 30 })).toMatchObject({ events: 4, isComplete: true });
  });
});
