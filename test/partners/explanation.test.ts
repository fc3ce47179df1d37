import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { DoorWorld } from "../support/door-world.js";

const COMMISSIONS = `{ commissions { nodes { id amount { amountMinor } netAmount { amountMinor } status partner { name } } } }`;
const EXPLAIN = `query ($id: ID!) { commission(id: $id) {
  amount { amountMinor currency } netAmount { amountMinor }
  adjustments { amount { amountMinor } reason }
  explanation {
    summary reconciles
    event { externalId amount { amountMinor } refunded { amountMinor } }
    person { id stitchedAt visitors }
    decision { version cause model windowDays }
    touches { clickId partner { name } program { name } link { key } visitorId accepted refusal flags weight share
      value { amountMinor } reward { amountMinor } isThisCommission }
    pricing { rule { key percent } source termsVersion programVersion base { amountMinor } exact
      rewardForEvent { amountMinor } partnerShare { amountMinor } rounding }
    hold { holdbackDays source heldUntil }
    steps { kind amount { amountMinor } entries { account amount { amountMinor } } journalPosition }
    netAmount { amountMinor }
  } } }`;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let door: DoorWorld;
beforeAll(async () => {
  door = await DoorWorld.start();
});
afterAll(() => door.end());

/** Three partners share one sale evenly: 10 % of 100.01 is 10.00, and a third of that does not come out. */
async function sharedSale() {
  const acme = await door.organization();
  const campaign = await acme.campaign({ attributionModel: "linear" });
  const [ann, bob, cem] = [await campaign.partner("Ann"), await campaign.partner("Bob"), await campaign.partner("Cem")];
  await campaign.touch(ann, "user-1", { agoMs: 3 * HOUR_MS });
  await campaign.touch(bob, "user-1", { agoMs: 2 * HOUR_MS });
  await campaign.touch(cem, "user-1", { agoMs: HOUR_MS });
  const late = await campaign.touch(cem, "user-1", { agoMs: 40 * DAY_MS });
  const sale = await campaign.sale("user-1", { amount: { amountMinor: 10_001, currency: "USD" } });
  await door.container.sealer.seal(acme.id);
  const { token } = await acme.member("MANAGER");
  return { acme, campaign, ann, bob, cem, late, sale, token };
}

async function commissionOf(token: string, name: string): Promise<{ id: string }> {
  const { data } = await door.graph(COMMISSIONS, { token });
  return data.commissions.nodes.find((node: { partner: { name: string } }) => node.partner.name === name);
}

async function explain(token: string, id: string) {
  const answer = await door.graph(EXPLAIN, { token, variables: { id } });
  expect(answer.errors).toBeUndefined();
  return answer.data.commission;
}

describe("why this amount", () => {
  test("a commission is explained from the click to the journal, and every sum is recomputed", async () => {
    const { token, late, sale } = await sharedSale();
    const commission = await explain(token, (await commissionOf(token, "Ann")).id);
    expect(commission).toMatchObject({
      amount: { amountMinor: 334, currency: "USD" },
      explanation: {
        summary:
          "Ann earned 3.34 USD: 10 % on the sale of 100.01 USD with 1 of 3 accepted clicks by the linear model " +
          `under version 1 of the partner's terms; held until ${new Date(Date.now() + 14 * DAY_MS).toISOString().slice(0, 10)}.`,
        reconciles: true,
        event: { externalId: sale, amount: { amountMinor: 10_001 }, refunded: { amountMinor: 0 } },
        person: { visitors: 4 },
        decision: { version: 1, cause: "event.recorded", model: "LINEAR", windowDays: 30 },
        pricing: {
          rule: { key: "ten-percent", percent: "10" },
          source: "TERMS",
          programVersion: 1,
          base: { amountMinor: 10_001 },
          exact: "1000.1",
          rewardForEvent: { amountMinor: 1000 },
          partnerShare: { amountMinor: 334 },
        },
        hold: { holdbackDays: 14, source: "TERMS" },
        netAmount: { amountMinor: 334 },
      },
    });
    const { touches, steps } = commission.explanation;
    expect(touches).toHaveLength(4);
    expect(touches[0]).toMatchObject({ clickId: late, accepted: false, refusal: "OUTSIDE_WINDOW", weight: null });
    expect(touches.slice(1).map((touch: any) => [touch.partner.name, touch.share, touch.value.amountMinor])).toEqual([
      ["Ann", "1/3", 3334],
      ["Bob", "1/3", 3334],
      ["Cem", "1/3", 3333],
    ]);
    expect(touches.map((touch: any) => touch.reward?.amountMinor ?? null)).toEqual([null, 334, 333, 333]);
    expect(touches.map((touch: any) => touch.isThisCommission)).toEqual([false, true, false, false]);
    expect(steps).toEqual([
      {
        kind: "accrual",
        amount: { amountMinor: 334 },
        entries: [
          { account: "program_expense", amount: { amountMinor: 334 } },
          { account: "partner_held", amount: { amountMinor: -334 } },
        ],
        journalPosition: expect.stringMatching(/^\d+$/),
      },
    ]);
  });

  test("a refund after approval shows as an adjustment with its step, and the sums still reconcile", async () => {
    const { acme, campaign, token, sale } = await sharedSale();
    const { id } = await commissionOf(token, "Bob");
    door.world.clock.set(new Date(Date.now() + 15 * DAY_MS));
    try {
      const approve = `mutation ($id: ID!) { approveCommission(input: { commissionId: $id }) {
        __typename ... on ApproveCommissionPayload { commission { status } } } }`;
      const approved = await door.graph(approve, { token, variables: { id } });
      expect(approved.data.approveCommission).toEqual({
        __typename: "ApproveCommissionPayload",
        commission: { status: "APPROVED" },
      });
      await campaign.sale("user-1", { type: "refund", refundOf: sale, amount: { amountMinor: 5000, currency: "USD" } });
      await door.container.sealer.seal(acme.id);
    } finally {
      door.world.clock.set(new Date());
    }
    const commission = await explain(token, id);
    expect(commission).toMatchObject({ amount: { amountMinor: 333 }, netAmount: { amountMinor: 167 } });
    expect(commission.adjustments).toMatchObject([{ amount: { amountMinor: -166 } }]);
    expect(commission.explanation.reconciles).toBe(true);
    expect(commission.explanation.steps.map((step: any) => [step.kind, step.amount.amountMinor])).toEqual([
      ["accrual", 333],
      ["approval", 333],
      ["clawback", -166],
    ]);
    expect(commission.explanation.steps.every((step: any) => step.journalPosition !== null)).toBe(true);
    expect(commission.explanation.summary).toContain("approved, and corrected to 1.67 USD");
  });

  test("a partner sees that others had touches, and not who they are or what they got", async () => {
    const { token, ann, bob } = await sharedSale();
    const { id } = await commissionOf(token, "Ann");
    const commission = await explain(ann.token, id);
    expect(commission.explanation.touches.map((touch: any) => touch.partner?.name ?? null)).toEqual([
      null,
      "Ann",
      null,
      null,
    ]);
    const [, , other] = commission.explanation.touches;
    expect(other).toMatchObject({
      accepted: true,
      partner: null,
      program: null,
      link: null,
      visitorId: null,
      reward: null,
    });
    const foreign = await door.graph(EXPLAIN, { token: bob.token, variables: { id } });
    expect(foreign).toMatchObject({ data: { commission: null }, errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });

  test("a mistake anywhere in the books is admitted", async () => {
    const { acme, token } = await sharedSale();
    const { id } = await commissionOf(token, "Cem");
    await acme.ctx.execute(
      "UPDATE commission SET amount_minor = amount_minor + 1 WHERE organization_id = $1 AND id = $2",
      [acme.id, id],
    );
    expect((await explain(token, id)).explanation.reconciles).toBe(false);
  });
});
