import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { Journal } from "../../src/services/audit/journal.js";
import { newId } from "../../src/shared/ids.js";
import { type JournalProcess, JournalWorld, linkCreated, until } from "../support/journal-world.js";

let world: JournalWorld;
let server: JournalProcess;

beforeAll(async () => {
  world = await JournalWorld.start();
  server = await world.process();
});
afterAll(() => world.close());

/** Something that one part of a test waits for and another brings about. */
class Signal {
  private resolve: (() => void) | undefined;
  readonly given = new Promise<void>((resolve) => {
    this.resolve = resolve;
  });

  give(): void {
    this.resolve?.();
  }
}

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, "0")}`);

describe("sealing", () => {
  test("an entry is sealed within milliseconds of its commit, without being asked for", async () => {
    const organizationId = newId();
    await server.write(organizationId, "warm");
    await until(async () => (await world.sealedNames(organizationId)).length === 1);
    const begun = performance.now();
    await server.write(organizationId, "soon");
    await until(async () => (await world.sealedNames(organizationId)).length === 2);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(await server.verifier.verify(organizationId)).toMatchObject({ verified: 2n, break: null });
  });

  test("CR22 four processes that write and seal at once make one chain without a gap, each writer's order kept", async () => {
    const organizationIds = [newId(), newId()];
    const processes = await Promise.all([0, 1, 2, 3].map(() => world.process()));
    for (const process of processes) process.sealer.start();
    await Promise.all(
      processes.flatMap((process, writer) =>
        organizationIds.map(async (organizationId) => {
          for (let round = 0; round < 40; round += 1) {
            await process.write(
              organizationId,
              ...named(`${writer}-${String(round).padStart(2, "0")}`, 1 + (round % 5)),
            );
          }
        }),
      ),
    );
    for (const organizationId of organizationIds) {
      await until(async () => (await world.sealedNames(organizationId)).length === 4 * 120);
      const names = await world.sealedNames(organizationId);
      for (const writer of ["0", "1", "2", "3"]) {
        const own = names.filter((name) => name.startsWith(writer));
        expect(own).toHaveLength(120);
        expect(own).toEqual(own.toSorted());
      }
      expect(await server.verifier.verify(organizationId)).toMatchObject({ verified: 480n, break: null });
    }
    // They waited for each other; none had to give up and begin again.
    expect(processes.flatMap((process) => process.warnings)).toEqual([]);
    expect(await server.sealer.oldestPendingAgeMs()).toBe(0);
  });

  test("an entry with a smaller number that commits later comes later, and leaves no gap", async () => {
    const organizationId = newId();
    const slow = await world.process();
    const [appended, released] = [new Signal(), new Signal()];
    const late = slow.ctx(organizationId).transaction(async (ctx) => {
      await slow.journal.append(ctx, [linkCreated("smaller number, later commit")]);
      appended.give();
      await released.given;
    });
    await appended.given;
    await server.write(organizationId, "larger number, earlier commit");
    await server.sealer.seal(organizationId);
    released.give();
    await late;
    await server.sealer.seal(organizationId);
    expect(await world.sealedNames(organizationId)).toEqual([
      "larger number, earlier commit",
      "smaller number, later commit",
    ]);
    expect(await server.verifier.verify(organizationId)).toMatchObject({ verified: 2n, break: null });
  });

  test("a backlog beyond one batch is sealed in order", async () => {
    const organizationId = newId();
    const names = named("e", 2500);
    await server.write(organizationId, ...names);
    await server.sealer.seal(organizationId);
    expect(await world.sealedNames(organizationId)).toEqual(names);
    expect(await server.verifier.verify(organizationId)).toMatchObject({ verified: 2500n, break: null });
  });

  test("CR12 a sealer whose connection is killed in the middle leaves everything or nothing, and the chain goes on", async () => {
    const organizationId = newId();
    const names: string[] = [];
    const sealers = await Promise.all([world.process(), world.process()]);
    for (const sealer of sealers) sealer.sealer.start();
    const done = new AbortController();
    let kills = 0;
    const killer = (async () => {
      while (!done.signal.aborted) {
        // Whoever holds the sealer's role is in the middle of a sealing, or of looking for one.
        const { rowCount } = await world.superuser.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND query ~ 'journal_(head|entry|pending)' AND state <> 'idle'
             AND pid <> pg_backend_pid()`,
        );
        kills += rowCount ?? 0;
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    })();
    for (let round = 0; round < 60; round += 1) {
      const batch = named(`r${String(round).padStart(3, "0")}`, 20);
      // A writer may be hit as well; what it did not hear of may have committed or not, so it is not counted.
      const written = await sealers[round % 2]!.write(organizationId, ...batch).catch(() => null);
      if (written !== null) names.push(...batch);
    }
    done.abort();
    await killer;
    await until(async () => (await world.sealedNames(organizationId)).length >= names.length);
    await server.sealer.seal(organizationId);
    const sealed = await world.sealedNames(organizationId);
    expect(new Set(sealed).size).toBe(sealed.length);
    expect(sealed).toEqual(expect.arrayContaining(names));
    const verification = await server.verifier.verify(organizationId);
    expect(verification).toMatchObject({ verified: BigInt(sealed.length), break: null });
    expect(kills).toBeGreaterThan(0);
  });

  test("an entry whose process died before sealing is sealed by another one's poll", async () => {
    const organizationId = newId();
    const dead = new Journal(world.secretKey, () => undefined);
    const other = await world.process();
    other.sealer.start();
    await server.ctx(organizationId).transaction((ctx) => dead.append(ctx, [linkCreated("orphan")]));
    const begun = performance.now();
    await until(async () => (await world.sealedNames(organizationId)).length === 1);
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  test("an entry whose transaction took its number long before its commit is found, however much was sealed meanwhile", async () => {
    const organizationId = newId();
    // Alone: another process, whose floor is its own, would find the entry.
    const lonely = await JournalWorld.start();
    const [slow, busy] = [await lonely.process(), await lonely.process()];
    busy.sealer.start();
    const [appended, released] = [new Signal(), new Signal()];
    const dead = new Journal(lonely.secretKey, () => undefined);
    const late = slow.ctx(organizationId).transaction(async (ctx) => {
      await dead.append(ctx, [linkCreated("late")]);
      appended.give();
      await released.given;
    });
    await appended.given;
    // Half a second of sealing and looking: enough for a floor to rise if it were not held down.
    for (let round = 0; round < 25; round += 1) {
      await busy.write(organizationId, `early ${round}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // What is sealed together stands by its numbers.
    await until(async () => (await lonely.sealedNames(organizationId)).length === 25);
    released.give();
    await late;
    await until(async () => (await lonely.sealedNames(organizationId)).includes("late"), 2000);
    expect((await lonely.sealedNames(organizationId)).at(-1)).toBe("late");
    await lonely.close();
  });

  test("a backup that keeps every dead row alive does not slow sealing down", async () => {
    const organizationId = newId();
    const busy = await world.process();
    busy.sealer.start();
    await world.superuser.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM journal_pending");
    try {
      for (let round = 0; round < 10; round += 1) await busy.write(organizationId, ...named(String(round), 500));
      await busy.sealer.seal(organizationId);
      const { rows } = await world.superuser.query<{ last_value: string }>("SELECT last_value FROM journal_sequence");
      await until(async () => {
        await busy.write(organizationId, "one more");
        return busy.sealer.pendingFloor >= BigInt(rows[0]!.last_value);
      });
      const [plan] = await busy.database.transaction({ role: "tributary_sealer" }, (transaction) =>
        transaction.query<{ "QUERY PLAN": [{ Plan: Record<string, unknown> }] }>(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT FROM journal_pending
           WHERE organization_id = '${organizationId}' AND sequence > ${busy.sealer.pendingFloor} ORDER BY sequence LIMIT 10`,
        ),
      );
      // From zero it would step over five thousand rows, in some six hundred blocks.
      expect(plan?.["QUERY PLAN"][0].Plan["Shared Hit Blocks"]).toBeLessThan(200);
    } finally {
      await world.superuser.query("ROLLBACK");
    }
  });

  test("the age of the oldest entry that waits is known", async () => {
    const organizationId = newId();
    const dead = new Journal(world.secretKey, () => undefined);
    const lonely = await JournalWorld.start();
    const process = await lonely.process();
    expect(await process.sealer.oldestPendingAgeMs()).toBe(0);
    await process.ctx(organizationId).transaction((ctx) => dead.append(ctx, [linkCreated("waiting")]));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await process.sealer.oldestPendingAgeMs()).toBeGreaterThanOrEqual(50);
    await lonely.close();
  });

  test("TM2 an entry planted before it is sealed stops its journal, and only that; what came before it is sealed", async () => {
    const [organizationId, other] = [newId(), newId()];
    const process = await world.process();
    const journal = new Journal(world.secretKey, () => undefined);
    const stranger = new Journal(Buffer.alloc(32, 5), () => undefined);
    await process.ctx(organizationId).transaction((ctx) => journal.append(ctx, [linkCreated("genuine")]));
    const [planted] = await process
      .ctx(organizationId)
      .transaction((ctx) => stranger.append(ctx, [linkCreated("planted")]));
    await process.ctx(organizationId).transaction((ctx) => journal.append(ctx, [linkCreated("behind")]));

    await expect(process.sealer.seal(organizationId)).rejects.toMatchObject({
      name: "PendingEntryForged",
      organizationId,
      entryId: planted,
    });
    process.sealer.wake(organizationId);
    await until(() => process.sealer.standingStill.length === 1);
    expect(process.sealer.standingStill[0]).toMatchObject({ organizationId, entryId: planted });
    expect(await world.sealedNames(organizationId)).toEqual(["genuine"]);
    await process.write(other, "unhindered");
    await until(async () => (await world.sealedNames(other)).length === 1);

    // Once somebody has looked into it and removed the entry, the journal goes on.
    await world.superuser.query("DELETE FROM journal_pending WHERE id = $1", [planted]);
    process.sealer.wake(organizationId);
    await until(() => process.sealer.standingStill.length === 0);
    expect(await world.sealedNames(organizationId)).toEqual(["genuine", "behind"]);
  });

  test.each([
    ["bytes", "bytes = convert_to(replace(convert_from(bytes, 'UTF8'), 'genuine', 'forged!'), 'UTF8')"],
    ["partner", "partner_id = gen_random_uuid()"],
    ["kind", "kind = 'commission.approved'"],
    ["organization", "organization_id = gen_random_uuid()"],
  ])("TM1 a pending entry whose %s was changed is not sealed", async (_what, change) => {
    const organizationId = newId();
    const journal = new Journal(world.secretKey, () => undefined);
    const [id] = await server.ctx(organizationId).transaction((ctx) => journal.append(ctx, [linkCreated("genuine")]));
    const { rows } = await world.superuser.query<{ organization_id: string }>(
      `UPDATE journal_pending SET ${change} WHERE id = $1 RETURNING organization_id`,
      [id],
    );
    await expect(server.sealer.seal(rows[0]!.organization_id)).rejects.toMatchObject({ name: "PendingEntryForged" });
    await world.superuser.query("DELETE FROM journal_pending WHERE id = $1", [id]);
  });
});
