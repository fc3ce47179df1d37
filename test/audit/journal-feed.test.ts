import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import type { JournalFact } from "../../src/services/audit/journal-fact.js";
import { JournalFeed } from "../../src/services/audit/journal-feed.js";
import type { JournalFollower } from "../../src/services/audit/journal-follower.js";
import { JournalListener } from "../../src/services/audit/journal-listener.js";
import { newId } from "../../src/shared/ids.js";
import { type JournalProcess, JournalWorld, linkCreated, until } from "../support/journal-world.js";
import { silentLog } from "../support/silent-log.js";

let world: JournalWorld;
let writer: JournalProcess;
let reader: JournalProcess;
let organizationId: string;

beforeAll(async () => {
  world = await JournalWorld.start();
  [writer, reader] = [await world.process(), await world.process()];
  reader.feed.start();
});
afterAll(() => world.close());
beforeEach(() => {
  organizationId = newId();
});

const nameOf = (entry: { data: object }): string => (entry.data as { name: string }).name;

/** The next so many names, in the order in which they come. */
async function take(follower: JournalFollower, count: number): Promise<string[]> {
  const names: string[] = [];
  while (names.length < count) {
    const { value } = await follower.next();
    if (value === undefined) throw new Error("The follower ended early.");
    names.push(nameOf(value));
  }
  return names;
}

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const sealed = async (...names: string[]): Promise<void> => {
  await writer.write(organizationId, ...names);
  await writer.sealer.seal(organizationId);
};

const append = (facts: JournalFact[]) =>
  writer.ctx(organizationId).transaction((ctx) => writer.journal.append(ctx, facts));

const linkChanged = (name: string) => ({ ...linkCreated(name), kind: "link.changed" as const });

/** Counts the sealed entries that the reading process takes from the table. */
function watchReads(): { entries: number; end: () => void } {
  const { database } = reader;
  const read = database.read.bind(database);
  const reads = {
    entries: 0,
    end: () => {
      database.read = read;
    },
  };
  database.read = (async (...given: Parameters<typeof read>) => {
    const rows = await read<{ bytes?: unknown }>(...given);
    reads.entries += rows.filter((row) => Buffer.isBuffer(row.bytes)).length;
    return rows;
  }) as typeof database.read;
  return reads;
}

describe("following a journal", () => {
  test("what another process commits arrives within milliseconds, whole and in order", async () => {
    const follower = reader.feed.follow({ organizationId });
    await follower.begun;
    await writer.write(organizationId, "warm");
    await take(follower, 1);
    const begun = performance.now();
    await writer.write(organizationId, "a", "b");
    const first = await follower.next();
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(first.value).toMatchObject({
      organizationId,
      position: 1n,
      kind: "link.created",
      actor: { kind: "system", id: "test" },
      subject: { type: "Link" },
      data: { name: "a" },
      partnerId: null,
    });
    expect(first.value?.at).toBeInstanceOf(Date);
    expect(await take(follower, 1)).toEqual(["b"]);
    await follower.return();
  });

  test("without a position only what is sealed from now on comes", async () => {
    await sealed("before");
    const follower = reader.feed.follow({ organizationId });
    await follower.begun;
    await sealed("after");
    expect(await take(follower, 1)).toEqual(["after"]);
    await follower.return();
  });

  test("with a position everything after it comes, from the table and then live, once and in order", async () => {
    await sealed(...named("old", 1200));
    const follower = reader.feed.follow({ organizationId, after: 99n });
    const first = await take(follower, 3);
    expect(first).toEqual(["old100", "old101", "old102"]);
    await sealed(...named("new", 300));
    expect(await take(follower, 1097)).toEqual(named("old", 1200).slice(103));
    expect(await take(follower, 300)).toEqual(named("new", 300));
    expect(follower.position).toBe(1499n);
    await follower.return();
  });

  test("the very first entry comes to who asks from before it", async () => {
    const follower = reader.feed.follow({ organizationId, after: -1n });
    const first = take(follower, 1);
    await sealed("first");
    expect(await first).toEqual(["first"]);
    await follower.return();
  });

  test("only entries of the wanted partner and kinds come, from the table as well as live", async () => {
    const [mine, theirs] = [newId(), newId()];
    const facts = (when: string) => [
      { ...linkCreated(`${when} mine`), partnerId: mine },
      { ...linkCreated(`${when} theirs`), partnerId: theirs },
      linkCreated(`${when} nobody's`),
      { ...linkChanged(`${when} mine, other kind`), partnerId: mine },
    ];
    await append(facts("old"));
    await writer.sealer.seal(organizationId);
    const own = reader.feed.follow({ organizationId, after: -1n, partnerId: mine });
    const ownCreated = reader.feed.follow({ organizationId, after: -1n, partnerId: mine, kinds: ["link.created"] });
    const changed = reader.feed.follow({ organizationId, after: -1n, kinds: ["link.changed"] });
    expect(await take(own, 2)).toEqual(["old mine", "old mine, other kind"]);
    expect(await take(ownCreated, 1)).toEqual(["old mine"]);
    expect(await take(changed, 1)).toEqual(["old mine, other kind"]);
    const next = Promise.all([take(own, 2), take(ownCreated, 1), take(changed, 1)]);
    await append(facts("new"));
    expect(await next).toEqual([["new mine", "new mine, other kind"], ["new mine"], ["new mine, other kind"]]);
    await Promise.all([own.return(), ownCreated.return(), changed.return()]);
  });

  test("a follower of one organization never sees another's entries", async () => {
    const follower = reader.feed.follow({ organizationId });
    await follower.begun;
    await writer.write(newId(), "theirs");
    await sealed("mine");
    expect(await take(follower, 1)).toEqual(["mine"]);
    await follower.return();
  });

  test("returning ends it at once, also while it waits", async () => {
    const follower = reader.feed.follow({ organizationId });
    await follower.begun;
    const waiting = follower.next();
    await follower.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await follower.next()).toEqual({ value: undefined, done: true });
    expect(reader.feed.followers).toBe(0);
  });

  test("a position that the journal never reached is refused instead of waiting for ever", async () => {
    await sealed("only");
    const follower = reader.feed.follow({ organizationId, after: 7n });
    await expect(follower.next()).rejects.toMatchObject({ code: "cursor_invalid" });
    expect(await follower.next()).toEqual({ value: undefined, done: true });
  });

  test("IN22 a reader that falls too far behind is ended with a reason, and does not hold up the others", async () => {
    const slow = reader.feed.follow({ organizationId });
    const quick = reader.feed.follow({ organizationId });
    await Promise.all([slow.begun, quick.begun]);
    const names = named("e", 1500);
    const seen = take(quick, names.length);
    await sealed(...names);
    expect(await seen).toEqual(names);
    await until(() => reader.feed.followers === 1);
    await expect(slow.next()).rejects.toMatchObject({ kind: "unavailable", code: "follower_too_slow" });
    expect(await slow.next()).toEqual({ value: undefined, done: true });
    await quick.return();
  });

  test("kinds that nobody follows are not read, and once somebody does, none of theirs is missed", async () => {
    const few = reader.feed.follow({ organizationId, kinds: ["link.changed"] });
    await few.begun;
    const reads = watchReads();
    try {
      await append([linkCreated("c1"), linkChanged("x1"), linkCreated("c2")]);
      expect(await take(few, 1)).toEqual(["x1"]);
      expect(reads.entries).toBe(1);

      const created = reader.feed.follow({ organizationId, after: 0n, kinds: ["link.created"] });
      const all = reader.feed.follow({ organizationId, after: 0n });
      expect(await take(created, 1)).toEqual(["c2"]);
      expect(await take(all, 2)).toEqual(["x1", "c2"]);
      const next = Promise.all([take(few, 1), take(created, 1), take(all, 2)]);
      await append([linkCreated("c3"), linkChanged("x2")]);
      expect(await next).toEqual([["x2"], ["c3"], ["c3", "x2"]]);
      await Promise.all([created.return(), all.return()]);
    } finally {
      reads.end();
      await few.return();
    }
  });

  test("a hundred followers cost one read of each batch", async () => {
    const followers = named("f", 100).map(() => reader.feed.follow({ organizationId }));
    await Promise.all(followers.map((follower) => follower.begun));
    const reads = watchReads();
    try {
      const seen = Promise.all(followers.map((follower) => take(follower, 50)));
      await sealed(...named("e", 50));
      for (const names of await seen) expect(names).toEqual(named("e", 50));
      expect(reads.entries).toBe(50);

      // Whoever comes back after a moment is served from memory.
      await followers[0]!.return();
      const back = reader.feed.follow({ organizationId, after: 39n });
      expect(await take(back, 10)).toEqual(named("e", 50).slice(40));
      expect(reads.entries).toBe(50);
      followers.push(back);
    } finally {
      reads.end();
      await Promise.all(followers.map((follower) => follower.return()));
    }
  });

  test("who comes back after more than is kept in memory gets it from the table", async () => {
    const other = reader.feed.follow({ organizationId });
    await other.begun;
    await sealed(...named("e", 600));
    await take(other, 600);
    const back = reader.feed.follow({ organizationId, after: 10n });
    expect(await take(back, 589)).toEqual(named("e", 600).slice(11));
    await Promise.all([other.return(), back.return()]);
  });

  test("who begins to follow other kinds while a read is under way misses none", async () => {
    const changes = reader.feed.follow({ organizationId, kinds: ["link.changed"] });
    await changes.begun;
    const { database } = reader;
    const read = database.read.bind(database);
    let created: JournalFollower | undefined;
    // The read of the first notice has ended in the database when the other follower comes.
    database.read = (async (...given: Parameters<typeof read>) => {
      const rows = await read(...given);
      if (given[0] === organizationId && created === undefined) {
        created = reader.feed.follow({ organizationId, kinds: ["link.created"] });
        await created.begun;
      }
      return rows;
    }) as typeof database.read;
    try {
      await append([linkCreated("c"), linkChanged("x")]);
      expect(await take(changes, 1)).toEqual(["x"]);
    } finally {
      database.read = read;
    }
    expect(await take(created!, 1)).toEqual(["c"]);
    await Promise.all([changes.return(), created!.return()]);
  });

  test("a thousand organizations begin to be followed with one question", async () => {
    const { database } = reader;
    const transaction = database.transaction.bind(database);
    let questions = 0;
    database.transaction = ((settings, work) => {
      questions += 1;
      return transaction(settings, work);
    }) as typeof database.transaction;
    const followers = Array.from({ length: 1000 }, () => reader.feed.follow({ organizationId: newId() }));
    try {
      await Promise.all(followers.map((follower) => follower.begun));
      // The feed's own look may fall into the same moment.
      expect(questions).toBeLessThanOrEqual(3);
    } finally {
      database.transaction = transaction;
      await Promise.all(followers.map((follower) => follower.return()));
    }
  });

  test("a lost notice is healed by looking", async () => {
    const deaf = new JournalFeed(
      reader.database,
      new JournalListener("postgres://nobody@127.0.0.1:1/nothing", silentLog),
      silentLog,
    );
    deaf.start();
    const follower = deaf.follow({ organizationId });
    await follower.begun;
    const begun = performance.now();
    const next = take(follower, 1);
    await sealed("unheard");
    expect(await next).toEqual(["unheard"]);
    expect(performance.now() - begun).toBeLessThan(3000);
    await deaf.stop();
    expect(await follower.next()).toEqual({ value: undefined, done: true });
  });

  test("notices that promise what does not exist do no harm", async () => {
    await sealed("one");
    const follower = reader.feed.follow({ organizationId });
    await follower.begun;
    for (const notice of [
      `${organizationId}:999999`,
      "nonsense",
      `${organizationId}:-1`,
      `${organizationId}:1:2`,
      "",
    ]) {
      await world.superuser.query("SELECT pg_notify('tributary_journal', $1)", [notice]);
    }
    await sealed("two");
    expect(await take(follower, 1)).toEqual(["two"]);
    await follower.return();
  });

  test("followers that come and go, over killed connections, see everything once and in order", async () => {
    const sealers = [writer, await world.process()];
    const feeds = [reader, await world.process()];
    feeds[1]!.feed.start();
    for (const { sealer } of sealers) sealer.start();
    const written: string[] = [];
    const done = new AbortController();

    // Each reader comes and goes after so many entries; half of them want only the even entries, which are changes.
    const readers = feeds.flatMap((process) =>
      [7, 50].flatMap((stint) =>
        [undefined, ["link.changed" as const]].map(async (kinds) => {
          const seen: string[] = [];
          let after = -1n;
          for (;;) {
            const follower = process.feed.follow({ organizationId, after, ...(kinds && { kinds }) });
            for (let count = 0; count < stint; count += 1) {
              const { value } = await follower.next();
              if (value === undefined) throw new Error("The follower ended early.");
              if (value.position <= after) throw new Error("An entry came twice, or too late.");
              after = value.position;
              if (nameOf(value) === "end") {
                await follower.return();
                return { kinds, seen };
              }
              seen.push(nameOf(value));
            }
            await follower.return();
          }
        }),
      ),
    );
    const killer = (async () => {
      while (!done.signal.aborted) {
        await world.superuser.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND (application_name = 'tributary journal' OR query ~ 'FROM journal_head h')`,
        );
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    })();
    for (let round = 0; round < 120; round += 1) {
      const batch = named(`r${round}-`, 1 + (round % 9));
      const facts = batch.map((name, index) => (index % 2 === 0 ? linkChanged(name) : linkCreated(name)));
      const process = sealers[round % 2]!;
      await process.ctx(organizationId).transaction((ctx) => process.journal.append(ctx, facts));
      written.push(...batch);
      if (round % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until(async () => (await world.sealedNames(organizationId)).length === written.length);
    done.abort();
    await killer;
    await append([linkChanged("end")]);
    const all = await Promise.all(readers);
    const order = (await world.sealedNames(organizationId)).slice(0, -1);
    expect(order.toSorted()).toEqual(written.toSorted());
    const changes = order.filter((name) => Number(name.split("-")[1]) % 2 === 0);
    for (const { kinds, seen } of all) expect(seen).toEqual(kinds ? changes : order);
  }, 120_000);
});
