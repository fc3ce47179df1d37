import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import type { Campaign, CampaignPartner, DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { collect } from "../support/frames.js";
import { Asker, REFUSAL } from "../support/told.js";

const MAX = 2n ** 63n - 1n;
const BEYOND = "9007199254740993";

const APPROVE = `mutation ($input: ApproveCommissionInput!) { approveCommission(input: $input) {
  ${REFUSAL} ... on ApproveCommissionPayload { commission { status } } } }`;
const RECORD = `mutation ($input: RecordEventsInput!) { recordEvents(input: $input) {
  ... on RecordEventsPayload { events { outcome code path } } } }`;
const EARNINGS = `query ($id: ID!) { earnings(partnerId: $id) { cursor accounts { held { amountMinor } payable { amountMinor } } } }`;

const SUMS = `query ($id: ID!) {
  report(metrics: [AMOUNT_MINOR, ADJUSTED_MINOR], filters: { partnerId: $id }) { rows }
  commissionStats(groupBy: [], partnerId: $id) { nodes { amountMinor } } }`;

/** Owed to a partner, as if they had earned it: nobody sells that much in a test. */
async function owe({ ctx }: DoorOrganization, partnerId: string, kind: "held" | "payable", amountMinor: bigint) {
  const account = [ctx.organizationId, `partner_${kind}`, partnerId];
  await ctx.execute(
    `INSERT INTO ledger_account (organization_id, id, kind, partner_id, currency)
     VALUES ($1, gen_random_uuid(), $2, $3, 'USD') ON CONFLICT DO NOTHING`,
    account,
  );
  await ctx.execute(
    `UPDATE ledger_account SET balance_minor = $4, version = version + 1
     WHERE organization_id = $1 AND kind = $2 AND partner_id = $3`,
    [...account, (-amountMinor).toString()],
  );
}

const sale = (partner: CampaignPartner, amountMinor: number | string = 10_000) => ({
  id: `sale-${partner.id}-${Math.random()}`,
  type: "sale",
  userId: `user-of-${partner.id}`,
  amount: { amountMinor, currency: "USD" },
});

describe("amounts beyond what JSON carries exactly", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let campaign: Campaign;
  let manager: Asker;
  let token: string;
  let ann: CampaignPartner;
  let bob: CampaignPartner;

  beforeAll(async () => {
    door = await DoorWorld.start();
    acme = await door.organization();
    campaign = await acme.campaign({ holdbackDays: 0 });
    ({ token } = await acme.member("MANAGER"));
    manager = new Asker(door, token);
  });
  afterAll(() => door.end());

  beforeEach(async () => {
    [ann, bob] = [await campaign.partner("Ann"), await campaign.partner("Bob")];
    await campaign.touch(ann, `user-of-${ann.id}`);
    await campaign.touch(bob, `user-of-${bob.id}`);
  });

  test("earnings tell a large balance as text and a small one as a number, also live", async () => {
    await owe(acme, ann.id, "held", BigInt(BEYOND));
    const { data, errors } = await door.graph(EARNINGS, { token, variables: { id: ann.id } });
    expect(errors).toBeUndefined();
    expect(data.earnings.accounts).toEqual([{ held: { amountMinor: BEYOND }, payable: { amountMinor: 0 } }]);

    const client = door.socket({ token });
    const text = `subscription ($id: ID!, $after: String) { earnings(partnerId: $id, after: $after) { amount { amountMinor }
      accounts { balanceAfter { amountMinor } } } }`;
    const frames = collect(client, text, { id: ann.id, after: data.earnings.cursor });
    await manager.told(RECORD, { events: [sale(ann)] });
    const [frame] = await frames.count(1);
    expect(frame.earnings).toEqual({
      amount: { amountMinor: 1000 },
      accounts: [{ balanceAfter: { amountMinor: (BigInt(BEYOND) + 1000n).toString() } }],
    });
    frames.stop();
    await client.dispose();
  });

  test("the largest amount of an event, a dozen times, is earned and told", async () => {
    const most = Array.from({ length: 12 }, () => sale(ann, Number.MAX_SAFE_INTEGER));
    const { events } = await manager.told(RECORD, { events: most });
    expect(new Set(events.map(({ outcome }: { outcome: string }) => outcome))).toEqual(new Set(["RECORDED"]));
    const { data } = await door.graph(EARNINGS, { token, variables: { id: ann.id } });
    const each = (BigInt(Number.MAX_SAFE_INTEGER) + 5n) / 10n;
    expect(data.earnings.accounts[0].held).toEqual({ amountMinor: (12n * each).toString() });
  });

  test("a report tells a large sum as text and a small one as a number, as the statistics do", async () => {
    const most = Array.from({ length: 12 }, () => sale(ann, Number.MAX_SAFE_INTEGER));
    await manager.told(RECORD, { events: [...most, sale(bob)] });
    const each = (BigInt(Number.MAX_SAFE_INTEGER) + 5n) / 10n;
    for (const [partner, amountMinor] of [
      [ann, (12n * each).toString()],
      [bob, 1000],
    ] as const) {
      const { data, errors } = await door.graph(SUMS, { token, variables: { id: partner.id } });
      expect(errors).toBeUndefined();
      expect(data.report.rows).toEqual([{ currency: "USD", amountMinor, adjustedMinor: 0 }]);
      expect(data.commissionStats.nodes).toEqual([{ amountMinor }]);
    }
  });

  test("an event that would overflow a balance is refused, and its neighbours are recorded", async () => {
    await owe(acme, ann.id, "held", MAX - 500n);
    const { events } = await manager.told(RECORD, { events: [sale(bob), sale(ann), sale(bob)] });
    expect(events).toEqual([
      { outcome: "RECORDED", code: null, path: null },
      { outcome: "REFUSED", code: "balance_overflow", path: ["amount"] },
      { outcome: "RECORDED", code: null, path: null },
    ]);
    const key = await acme.key("events:write");
    const alone = await door.post("/v1/events", sale(ann), { token: key });
    expect(alone).toMatchObject({ status: 422, body: { code: "balance_overflow", path: ["amount"] } });
    const elsewhere = await door.post("/v1/events", sale(bob), { token: key });
    expect(elsewhere.status).toBeLessThan(300);
  });

  test("approving what would overflow a balance is refused, and the others that are due are approved", async () => {
    await campaign.sale(`user-of-${ann.id}`);
    await campaign.sale(`user-of-${bob.id}`);
    await owe(acme, ann.id, "payable", MAX - 500n);
    const [commission] = await acme.ctx.query<{ id: string }>("SELECT id FROM commission WHERE partner_id = $1", [
      ann.id,
    ]);
    expect(await manager.refusal(APPROVE, { commissionId: commission?.id })).toBe("balance_overflow");
    while ((await door.container.commissions.approveDue(acme.ctx)) > 0);
    const statuses = await acme.ctx.query<{ partner_id: string; status: string }>(
      "SELECT partner_id, status FROM commission WHERE partner_id = ANY ($1::uuid[])",
      [[ann.id, bob.id]],
    );
    expect(new Map(statuses.map((row) => [row.partner_id, row.status]))).toEqual(
      new Map([
        [ann.id, "held"],
        [bob.id, "approved"],
      ]),
    );
  });

  test.each([
    ["9007199254740993", "REFUSED"],
    ["100", "RECORDED"],
  ])("an amount may be sent as the text %s, and is judged as a number would be", async (amount, outcome) => {
    const { events } = await manager.told(RECORD, { events: [sale(ann, amount)] });
    expect(events).toMatchObject([{ outcome }]);
  });

  test.each(["9223372036854775808", "1.5", "", "1e3", "0x10", " 1"])("the text %j is no amount", async (amount) => {
    expect(await manager.refusal(RECORD, { events: [sale(ann, amount)] })).toBe("BAD_USER_INPUT");
  });
});
