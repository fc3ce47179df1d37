import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { chainHash } from "../../src/services/audit/journal-hash.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const LIST = `query ($first: Int, $after: String, $kind: JournalKind, $partnerId: ID, $order: ListOrder) {
  journal(first: $first, after: $after, kind: $kind, partnerId: $partnerId, order: $order) {
    edges { cursor node { position id kind at actor { kind id } subject { type id } data leafHash chainHash } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
const VERIFY = `query ($after: String) { journalVerification(after: $after) {
  isWhole verifiedEntries chainHash firstBreak { kind position detail } head { size chainHash } cursor } }`;

let door: DoorWorld;
let acme: DoorOrganization;
let token: string;
let ann: string;

beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  token = (await acme.member("OWNER")).token;
  const campaign = await acme.campaign();
  const partner = await campaign.partner("Ann");
  await campaign.partner("Bob");
  ann = partner.id;
  await campaign.touch(partner, "user-1");
  for (let sold = 0; sold < 3; sold++) await campaign.sale("user-1");
  await door.container.sealer.seal(acme.id);
});
afterAll(() => door.end());

async function entries(variables: Record<string, unknown> = {}): Promise<any[]> {
  const { data, errors } = await door.graph(LIST, { token, variables });
  expect(errors).toBeUndefined();
  return data.journal.edges.map(({ node }: { node: unknown }) => node);
}

describe("the journal in the graph", () => {
  test("it is read page by page from either end, every entry once, and its hashes chain", async () => {
    const all = await entries({ first: 100, order: "OLDEST_FIRST" });
    expect(all.length).toBeGreaterThan(10);
    expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => String(index)));
    expect(await entries({ first: 100 })).toEqual([...all].reverse());
    let chain = Buffer.alloc(32);
    for (const entry of all) {
      chain = chainHash(chain, Buffer.from(entry.leafHash, "hex")) as Buffer<ArrayBuffer>;
      expect(entry.chainHash).toBe(chain.toString("hex"));
    }

    const seen: any[] = [];
    let after: string | null = null;
    do {
      const page: any = (await door.graph(LIST, { token, variables: { first: 3, after } })).data.journal;
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...page.edges.map(({ node }: { node: unknown }) => node));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([...all].reverse());
  });

  test("it is narrowed by kind and by partner, and an entry says who did what to which thing", async () => {
    const accrued = await entries({ kind: "COMMISSION_ACCRUED", first: 100 });
    expect(accrued).toHaveLength(3);
    expect(accrued[0]).toMatchObject({
      kind: "COMMISSION_ACCRUED",
      actor: { kind: "system", id: "attribution" },
      subject: { type: "commission", id: accrued[0].data.commissionId },
      data: { partnerId: ann, amountMinor: "1000", currency: "USD" },
    });
    const concerning = await entries({ partnerId: ann, first: 100 });
    expect(concerning.length).toBeGreaterThan(accrued.length);
    expect(await entries({ partnerId: ann, kind: "COMMISSION_ACCRUED", first: 100 })).toEqual(accrued);
    const { errors } = await door.graph(LIST, { token, variables: { partnerId: "x" } });
    expect(errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  });

  test("it is counted: the whole from its head, what is narrowed down entry by entry", async () => {
    const counts = `query ($kind: JournalKind, $partnerId: ID) {
      journal(first: 1, kind: $kind, partnerId: $partnerId) { totalCount isTotalCountExact } }`;
    const count = async (variables: Record<string, unknown>) =>
      (await door.graph(counts, { token, variables })).data.journal;
    const all = await entries({ first: 100 });
    expect(await count({})).toEqual({ totalCount: all.length, isTotalCountExact: true });
    expect(await count({ kind: "COMMISSION_ACCRUED" })).toEqual({ totalCount: 3, isTotalCountExact: true });
    const concerning = await entries({ partnerId: ann, first: 100 });
    expect(await count({ partnerId: ann })).toEqual({ totalCount: concerning.length, isTotalCountExact: true });
  });

  test("a cursor is good for every colleague and for nobody outside of the organization", async () => {
    const { data } = await door.graph(LIST, { token, variables: { first: 1 } });
    const after = data.journal.pageInfo.endCursor;
    const { token: colleague } = await acme.member("SUPPORT");
    expect((await door.graph(LIST, { token: colleague, variables: { after } })).errors).toBeUndefined();
    const { token: rival } = await (await door.organization()).member("OWNER");
    for (const [token, cursor] of [
      [rival, after],
      [colleague, "AQ"],
    ]) {
      const { errors } = await door.graph(LIST, { token, variables: { after: cursor } });
      expect(errors?.[0]?.extensions.code).toBe("cursor_invalid");
    }
  });

  test("kinds are a rare one's own index away, however long the journal", async () => {
    const plan = await acme.ctx.transaction(async (ctx) => {
      await ctx.query("SET LOCAL enable_seqscan = off");
      return ctx.query<{ "QUERY PLAN": string }>(
        `EXPLAIN SELECT bytes FROM journal_entry WHERE organization_id = $1 AND kind = 'program.created'
         ORDER BY position DESC LIMIT 20`,
        [acme.id],
      );
    });
    expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).toMatch(/Index Scan Backward.*ix_journal_entry_kind/);
  });
});

describe("verifying the journal from the graph", () => {
  test("an untouched journal is whole, and says how long it is and with which hash it ends", async () => {
    const [last] = await entries({ first: 1 });
    const { data } = await door.graph(VERIFY, { token });
    const size = String(Number(last.position) + 1);
    expect(data.journalVerification).toEqual({
      isWhole: true,
      verifiedEntries: size,
      chainHash: last.chainHash,
      firstBreak: null,
      head: { size, chainHash: last.chainHash },
      cursor: null,
    });
  });

  test("a changed entry is named with its position", async () => {
    const tampered = await door.organization();
    const { token } = await tampered.member("OWNER");
    await door.container.sealer.seal(tampered.id);
    const superuser = new pg.Client(door.world.storage.superuserUrl);
    await superuser.connect();
    await superuser.query(
      "UPDATE journal_entry SET bytes = bytes || '\\x20' WHERE organization_id = $1 AND position = 1",
      [tampered.id],
    );
    await superuser.end();
    const { data } = await door.graph(VERIFY, { token });
    expect(data.journalVerification).toMatchObject({
      isWhole: false,
      verifiedEntries: "1",
      firstBreak: { kind: "BYTES_CHANGED", position: "1" },
      cursor: null,
    });
    expect((await door.graph(VERIFY, { token, variables: { after: "AQ" } })).errors?.[0]?.extensions.code).toBe(
      "cursor_invalid",
    );
  });
});
