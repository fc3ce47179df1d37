import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";

import type { Campaign, CampaignPartner, DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

let door: DoorWorld;
let acme: DoorOrganization;
let campaign: Campaign;
let ann: CampaignPartner;
let admin: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  admin = await acme.key("admin");
  campaign = await acme.campaign({ holdbackDays: 0 });
  ann = await campaign.partner("Ann");
});
afterAll(() => door.end());

interface Changes {
  rows: Record<string, string>[];
  /** What to ask for the next time. */
  next: string;
}

async function read(id: string, updatedSince?: string): Promise<Changes> {
  const query = updatedSince === undefined ? "" : `?updatedSince=${updatedSince}`;
  const answer = await fetch(`${door.url}/v1/reports/${id}.csv${query}`, {
    headers: { authorization: `Bearer ${admin}` },
  });
  expect(answer.status).toBe(200);
  return {
    rows: parse(await answer.text(), { columns: true }) as Record<string, string>[],
    next: answer.headers.get("tributary-changed-until") ?? "",
  };
}

const ids = ({ rows }: Changes): string[] => rows.map(({ id }) => id!);

describe("reading what changed", () => {
  test("what was earned, approved, corrected or taken back comes again, in the order of (updatedAt, id)", async () => {
    await campaign.touch(ann, "user-1");
    await campaign.sale("user-1", { id: "order-1" });
    const first = await read("commissions");
    expect(first.rows).toMatchObject([{ status: "held", deletedAt: "" }]);
    while ((await door.container.commissions.approveDue(acme.ctx)) > 0);
    const approved = await read("commissions", first.next);
    expect(approved.rows).toMatchObject([{ id: ids(first)[0], status: "approved", adjustedMinor: "0" }]);
    await campaign.sale("user-1", {
      type: "refund",
      refundOf: "order-1",
      amount: { amountMinor: 5_000, currency: "USD" },
    });
    const corrected = await read("commissions", approved.next);
    expect(corrected.rows).toMatchObject([{ id: ids(first)[0], adjustedMinor: "-500", netMinor: "500" }]);
    await door.container.commissions.reject(acme.ctx, ids(first)[0]!);
    const rejected = await read("commissions", corrected.next);
    expect(rejected.rows).toMatchObject([{ id: ids(first)[0], status: "rejected", netMinor: "0", deletedAt: "" }]);
    await campaign.sale("user-1");
    const all = await read("commissions");
    const order = all.rows.map(({ updatedAt, id }) => `${updatedAt} ${id}`);
    expect(order).toEqual([...order].sort((one, other) => (one < other ? -1 : 1)));
  });

  test("an event comes again when a refund changes it", async () => {
    const sale = await campaign.sale("user-1");
    await settled();
    const before = await read("events");
    await campaign.sale("user-1", { type: "refund", refundOf: sale, amount: { amountMinor: 700, currency: "USD" } });
    const after = await read("events", before.next);
    const changed = after.rows.filter(({ externalId, refundOf }) => externalId === sale || refundOf === sale);
    expect(changed.map(({ refundedMinor, refundStatus }) => [refundedMinor, refundStatus])).toEqual(
      expect.arrayContaining([
        ["700", ""],
        ["0", "applied"],
      ]),
    );
  });

  test("a click that arrives long after it happened is new when it arrives", async () => {
    await settled();
    const { next } = await read("clicks");
    const late = await campaign.touch(ann, "user-late", { agoMs: 20 * 86_400_000 });
    expect(ids(await read("clicks", next))).toContain(late);
  });

  test("what commits late is not missed: nobody is told to go on from beyond an open transaction", async () => {
    await campaign.touch(ann, "user-2");
    await campaign.sale("user-2");
    const [commission] = (await read("commissions")).rows.slice(-1);
    await settled();
    const { next } = await read("commissions");
    let commit!: () => void;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let began!: (at: Date) => void;
    const begun = new Promise<Date>((resolve) => (began = resolve));
    const late = acme.ctx.transaction(async (ctx) => {
      await ctx.execute("UPDATE commission SET updated_at = now() WHERE organization_id = $1 AND id = $2", [
        acme.id,
        commission!["id"],
      ]);
      const [row] = await ctx.query<{ at: Date }>("SELECT now() AS at");
      began(row!.at);
      await mayCommit;
    });
    const startedAt = await begun;
    await settled();
    // Somebody else is done meanwhile, and is seen at once.
    await campaign.sale("user-2");
    const meanwhile = await read("commissions", next);
    expect(ids(meanwhile)).not.toContain(commission!["id"]);
    expect(meanwhile.rows).toHaveLength(1);
    expect(Date.parse(meanwhile.next)).toBeLessThanOrEqual(startedAt.getTime());
    commit();
    await late;
    expect(ids(await read("commissions", meanwhile.next))).toContain(commission!["id"]);
  });
});

/** Longer than the margin that a reader is held back by. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_300));
