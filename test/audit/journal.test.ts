import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { canonicalBytes } from "../../src/services/audit/canonical-bytes.js";
import { originCommitment } from "../../src/services/audit/journal-hash.js";
import type { JournalPayload } from "../../src/services/audit/journal-fact.js";
import { Journal } from "../../src/services/audit/journal.js";
import { newId } from "../../src/shared/ids.js";
import { TenantContext } from "../../src/shared/tenant-context.js";
import { type JournalProcess, JournalWorld, linkCreated } from "../support/journal-world.js";

let world: JournalWorld;
let server: JournalProcess;

beforeAll(async () => {
  world = await JournalWorld.start();
  server = await world.process();
});
afterAll(() => world.close());

const pendingOf = async (organizationId: string) => {
  const { rows } = await world.superuser.query<{ id: string; bytes: Buffer; partner_id: string | null }>(
    "SELECT id, bytes, partner_id FROM journal_pending WHERE organization_id = $1 ORDER BY sequence",
    [organizationId],
  );
  return rows.map((row) => ({ ...row, payload: JSON.parse(row.bytes.toString()) as JournalPayload }));
};

/** The journal without a sealer, so that what was appended stays pending. */
const quiet = () => {
  const woken: string[] = [];
  return { woken, journal: new Journal(world.secretKey, (organizationId) => woken.push(organizationId)) };
};

describe("appending to the journal", () => {
  test("an entry says who did what to which object, when, in which organization", async () => {
    const organizationId = newId();
    const partnerId = newId();
    const { journal, woken } = quiet();
    const before = Date.now();
    const [id] = await server
      .ctx(organizationId)
      .transaction((ctx) =>
        journal.append(ctx, [{ ...linkCreated("first"), subject: { type: "Link", id: "l1" }, partnerId }]),
      );
    const [pending] = await pendingOf(organizationId);
    expect(pending).toMatchObject({ id, partner_id: partnerId });
    expect(pending?.payload).toEqual({
      id,
      organizationId,
      kind: "link.created",
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      actor: { kind: "system", id: "test" },
      subject: { type: "Link", id: "l1" },
      data: { name: "first" },
      partnerId,
    });
    expect(Math.abs(new Date(pending!.payload.at).getTime() - before)).toBeLessThan(5000);
    expect(woken).toEqual([organizationId]);
  });

  test("several entries keep the order in which they were given", async () => {
    const organizationId = newId();
    const names = Array.from({ length: 300 }, (_, index) => `e${index}`);
    const { journal } = quiet();
    await server.ctx(organizationId).transaction((ctx) => journal.append(ctx, names.map(linkCreated)));
    const pending = await pendingOf(organizationId);
    expect(pending.map(({ payload }) => payload.data["name"])).toEqual(names);
  });

  test("a transaction that fails afterwards leaves no entry and wakes nobody", async () => {
    const organizationId = newId();
    const { journal, woken } = quiet();
    await expect(
      server.ctx(organizationId).transaction(async (ctx) => {
        await journal.append(ctx, [linkCreated("lost")]);
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    expect(await pendingOf(organizationId)).toEqual([]);
    expect(woken).toEqual([]);
  });

  test("an entry that cannot be written fails the whole change", async () => {
    const organizationId = newId();
    const { journal } = quiet();
    await expect(
      server.ctx(organizationId).transaction(async (ctx) => {
        await journal.append(ctx, [linkCreated("one")]);
        await journal.append(ctx, [linkCreated("half a \ud83d")]);
      }),
    ).rejects.toMatchObject({ code: "text_malformed" });
    expect(await pendingOf(organizationId)).toEqual([]);
  });

  test("where a request came from stands beside the entry, which holds only a commitment to it", async () => {
    const organizationId = newId();
    const { journal } = quiet();
    const principal = { kind: "partner" as const, partnerId: newId(), sessionId: newId() };
    const origin = { ip: "192.0.2.7", userAgent: "Ca\u0000nary/1 \ud83d" };
    const ctx = new TenantContext({ database: server.database, organizationId, principal, origin });
    await ctx.transaction((ctx) => journal.append(ctx, [linkCreated("a"), linkCreated("b")]));

    const pending = await pendingOf(organizationId);
    const { rows } = await world.superuser.query<{ entry_id: string; salt: Buffer; value: Record<string, string> }>(
      "SELECT entry_id, salt, value FROM journal_origin WHERE organization_id = $1",
      [organizationId],
    );
    expect(rows).toHaveLength(2);
    for (const { id, bytes, payload } of pending) {
      expect(payload.actor).toEqual({ kind: "partner", id: principal.partnerId });
      expect(bytes.toString()).not.toMatch(/192\.0|Canary/);
      const kept = rows.find((row) => row.entry_id === id)!;
      expect(kept.value).toEqual({ ip: "192.0.2.7", userAgent: "Ca\ufffdnary/1 \ufffd" });
      expect(payload.origin).toBe(originCommitment(kept.salt, canonicalBytes(kept.value)));
    }
    expect(new Set(pending.map(({ payload }) => payload.origin)).size).toBe(2);
  });

  test("an entry of another organization cannot be appended, and none can be read", async () => {
    const [mine, theirs] = [newId(), newId()];
    const { journal } = quiet();
    await expect(
      server
        .ctx(mine)
        .transaction((ctx) =>
          journal.appendIn(ctx.open, { organizationId: theirs, principal: ctx.principal }, [linkCreated("planted")]),
        ),
    ).rejects.toMatchObject({ code: "42501" });
    expect(await pendingOf(theirs)).toEqual([]);
  });
});

describe("TM14 the runtime role", () => {
  const organizationId = newId();
  beforeAll(async () => {
    await server.write(organizationId, "sealed");
    await server.sealer.seal(organizationId);
    const { journal } = quiet();
    await server.ctx(organizationId).transaction((ctx) => journal.append(ctx, [linkCreated("pending")]));
  });

  test.each([
    "UPDATE journal_entry SET kind = 'x'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry",
    "INSERT INTO journal_entry SELECT * FROM journal_entry",
    "UPDATE journal_head SET size = 0",
    "DELETE FROM journal_head",
    "TRUNCATE journal_head",
    "UPDATE journal_pending SET kind = 'x'",
    "DELETE FROM journal_pending",
    "TRUNCATE journal_pending",
    "SELECT bytes FROM journal_pending",
    "TRUNCATE journal_origin",
    "DELETE FROM journal_origin",
    "ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY",
    "DROP TABLE journal_entry",
  ])("may not %s", async (statement) => {
    await expect(server.ctx(organizationId).execute(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test.each([
    "UPDATE journal_entry SET kind = 'x'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry",
    "UPDATE journal_pending SET kind = 'x'",
    "INSERT INTO journal_pending SELECT * FROM journal_pending",
    "DELETE FROM journal_head",
  ])("even as the sealer may not %s", async (statement) => {
    await expect(
      server.database.transaction({ role: "tributary_sealer", organizationId }, (transaction) =>
        transaction.execute(statement),
      ),
    ).rejects.toMatchObject({ code: "42501" });
  });

  test("sees nothing of another organization's journal", async () => {
    const rival = server.ctx(newId());
    expect(await rival.query("SELECT FROM journal_entry")).toEqual([]);
    expect(await rival.query("SELECT FROM journal_head")).toEqual([]);
    expect(await rival.query("SELECT FROM journal_origin")).toEqual([]);
  });
});
