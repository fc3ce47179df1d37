import { setTimeout as delay } from "node:timers/promises";

import type { Database } from "../../shared/database/database.js";
import type { Transaction } from "../../shared/database/transaction.js";
import { assert } from "../../shared/errors.js";
import type { Log } from "../../shared/log.js";
import { CHAIN_START, chainHash, isPendingDigest, leafHash } from "./journal-hash.js";
import { JOURNAL_CHANNEL, journalNotice } from "./journal-notice.js";
import { pendingKeyOf } from "./journal.js";
import { PendingFloor } from "./pending-floor.js";

/** Entries that one sealing moves; a backlog takes several, so that followers see its beginning soon. */
const BATCH_MAX = 1000;
/** Organizations sealed at the same time by one process: each holds a connection, and the pool must have others left. */
const CONCURRENCY_MAX = 8;
/** Between two sealings of one organization: a busy one is sealed in larger batches, a quiet one still at once. */
const PACE_MS = 25;
const POLL_MS = 100;
const POLL_BACKOFF_MAX_MS = 5000;
/** Once in so many looks, about every half minute, the whole table is looked at, to see that the floor is right. */
const LOOKS_PER_REVIEW = 300;
/** Younger entries are about to be sealed by the process that committed them. */
const ORPHAN_AGE_MS = 50;

/** A pending entry whose digest is not ours: somebody wrote to the database past the server. Its journal stands still. */
export class PendingEntryForged extends Error {
  constructor(
    readonly organizationId: string,
    readonly entryId: string,
  ) {
    super(
      `The pending journal entry ${entryId} of organization ${organizationId} was not written by this installation.`,
    );
    this.name = "PendingEntryForged";
  }
}

interface Head {
  size: bigint;
  chain_hash: Buffer;
}

interface Pending {
  id: string;
  sequence: bigint;
  kind: string;
  partner_id: string | null;
  bytes: Buffer;
  digest: Buffer;
}

/**
 * Moves committed entries into the chain and gives them their positions.
 *
 * The order is made here, not by the sequence: a number is taken before its commit, so a later commit may carry a smaller
 * one. Each sealing takes what is committed by then, in the order of the numbers; an entry that commits afterwards comes
 * after all of that, whatever its number. What depends on a fact is nevertheless always behind it: it was appended after
 * that fact had committed, so its number is larger, and whoever sees it sees the other as well.
 *
 * Any number of processes may seal. They queue at the organization's head, the only row that they lock before anything
 * else, so they cannot deadlock.
 */
export class JournalSealer {
  private readonly pendingKey: Buffer;
  private readonly waiting = new Set<string>();
  /** Also those that pause: only what works counts against the maximum. */
  private readonly sealing = new Map<string, Promise<void>>();
  private working = 0;
  private readonly forged = new Map<string, PendingEntryForged>();
  private readonly stopping = new AbortController();
  private readonly floor = new PendingFloor();
  private looks = 0;
  private polling: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    secretKey: Buffer,
    private readonly log: Log,
  ) {
    this.pendingKey = pendingKeyOf(secretKey);
  }

  /** Seals the organization soon. Calls that come while that runs become one more run. Never throws, never waits. */
  wake(organizationId: string): void {
    this.waiting.add(organizationId);
    this.pump();
  }

  /** Begins to look for entries that no process was woken for: theirs died between commit and sealing. */
  start(): void {
    this.polling ??= this.poll();
  }

  /** Ends the polling and lets what was woken be sealed. Entries left behind are another process's, or the next start's. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.polling;
    while (this.sealing.size > 0) await Promise.all(this.sealing.values());
  }

  /**
   * Seals everything that an organization has committed by now and gives the number of entries. Safe to repeat and to run
   * anywhere at the same time. Throws `PendingEntryForged` once it meets such an entry; those before it are sealed.
   */
  async seal(organizationId: string): Promise<number> {
    let total = 0;
    for (;;) {
      const batch = await this.sealBatch(organizationId);
      total += batch.sealed;
      if (batch.forged !== null) throw new PendingEntryForged(organizationId, batch.forged);
      if (batch.read < BATCH_MAX) return total;
    }
  }

  /** Journals that stand still because of an entry that is not ours. */
  get standingStill(): readonly PendingEntryForged[] {
    return [...this.forged.values()];
  }

  /** The number up to which nothing is pending, as far as this process can prove it. */
  get pendingFloor(): bigint {
    return this.floor.value;
  }

  /** How long the oldest committed entry of any organization has waited, in milliseconds; 0 if none waits. */
  oldestPendingAgeMs(): Promise<number> {
    return this.pendingAgeMs([]);
  }

  /** The same of the journals that can be sealed: those that stand still are left out. */
  sealableAgeMs(): Promise<number> {
    return this.pendingAgeMs([...this.forged.keys()]);
  }

  private async pendingAgeMs(except: string[]): Promise<number> {
    const [oldest] = await this.database.lookup<{ age: number | null }>(
      `SELECT extract(epoch FROM clock_timestamp() - min(oldest_at))::float8 * 1000 AS age
       FROM lookup.journal_backlog(0) WHERE organization_id <> ALL ($1::uuid[])`,
      [except],
    );
    return Math.max(0, oldest?.age ?? 0);
  }

  private pump(): void {
    for (const organizationId of this.waiting) {
      if (this.working >= CONCURRENCY_MAX) return;
      if (this.sealing.has(organizationId)) continue;
      this.waiting.delete(organizationId);
      this.working += 1;
      const run = this.run(organizationId)
        .then(() => {
          this.working -= 1;
          this.pump();
          return delay(PACE_MS);
        })
        .finally(() => {
          this.sealing.delete(organizationId);
          this.pump();
        });
      this.sealing.set(organizationId, run);
    }
  }

  /** One sealing. A failure is not lost: the poll comes back to it. */
  private async run(organizationId: string): Promise<void> {
    try {
      await this.seal(organizationId);
      this.forged.delete(organizationId);
    } catch (error) {
      if (!(error instanceof PendingEntryForged)) {
        this.log.warn({ err: error, organizationId }, "sealing the journal failed; it will be tried again");
      } else if (!this.forged.has(organizationId)) {
        this.forged.set(organizationId, error);
        this.log.error({ organizationId, entryId: error.entryId }, error.message);
      }
    }
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    let waitMs = POLL_MS;
    while (!signal.aborted) {
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        for (const organizationId of await this.orphaned()) this.wake(organizationId);
        waitMs = POLL_MS;
      } catch (error) {
        // The database is away. Everybody who needs it says so; here it is enough to ask less often.
        this.log.debug({ err: error }, "looking for entries to seal failed");
        waitMs = Math.min(waitMs * 2, POLL_BACKOFF_MAX_MS);
      }
    }
  }

  /** Looks at all that is pending: raises the floor, and gives the organizations whose entries nobody seals. */
  private async orphaned(): Promise<string[]> {
    const above = this.looks % LOOKS_PER_REVIEW === 0 ? 0n : this.floor.value;
    this.looks += 1;
    const rows = await this.database.lookup<Look>(LOOK, [above, ORPHAN_AGE_MS]);
    const pending = rows.flatMap((row) => (row.first_sequence === null ? [] : [BigInt(row.first_sequence)]));
    const first = pending.reduce<bigint | null>((least, one) => (least === null || one < least ? one : least), null);
    if (rows[0] !== undefined) this.floor.looked({ endedBefore: BigInt(rows[0].ended_before), first });
    return rows.flatMap((row) => (row.is_orphaned ? [row.organization_id] : []));
  }

  /** One transaction: lock the head, take the oldest pending entries, hash them, move them, move the head. */
  private async sealBatch(organizationId: string): Promise<{ read: number; sealed: number; forged: string | null }> {
    const seenBefore = this.floor.highest;
    const batch = await this.database.transactionAhead(
      { role: "tributary_sealer", keepsPlans: true },
      // READ COMMITTED and two statements: only a snapshot taken after the lock is as new as the head that it guards.
      (transaction) => Promise.all([lockHead(transaction, organizationId), this.take(transaction, organizationId)]),
      async (transaction, [locked, taken]) => {
        const head = locked ?? (await beginHead(transaction, organizationId));
        const pending = locked ? taken : await this.take(transaction, organizationId);
        const genuine = this.genuine(organizationId, pending);
        return {
          read: pending.length,
          forged: pending[genuine.length]?.id ?? null,
          sealed: genuine.length,
          last: genuine.at(-1),
          moved: genuine.length > 0 ? move(transaction, organizationId, head, genuine) : null,
          size: head.size + BigInt(genuine.length),
        };
      },
    );
    if (batch.moved && batch.last) {
      const [moved] = await batch.moved.rows;
      assert(moved, "the head of a sealed journal has moved");
      this.floor.sealed(BigInt(moved.transaction_id), seenBefore, batch.last.sequence);
    }
    // After the commit, in a transaction that writes nothing: a NOTIFY makes its committers queue for one lock.
    if (batch.sealed > 0) await this.notify(organizationId, batch.size - 1n);
    return batch;
  }

  private take(transaction: Transaction, organizationId: string): Promise<Pending[]> {
    return transaction.query<Pending>(TAKE, [organizationId, this.floor.value, BATCH_MAX], "journal-take");
  }

  /** The entries before the first one that is not ours. */
  private genuine(organizationId: string, pending: Pending[]): Pending[] {
    const forgedAt = pending.findIndex(
      ({ id, kind, partner_id, bytes, digest }) =>
        !isPendingDigest(this.pendingKey, { organizationId, id, kind, partnerId: partner_id, bytes }, digest),
    );
    return forgedAt === -1 ? pending : pending.slice(0, forgedAt);
  }

  private async notify(organizationId: string, position: bigint): Promise<void> {
    try {
      await this.database.dataSource.query("SELECT pg_notify($1, $2)", [
        JOURNAL_CHANNEL,
        journalNotice({ organizationId, position }),
      ]);
    } catch (error) {
      // The entries are sealed. Followers find them by polling.
      this.log.debug({ err: error, organizationId }, "a journal notice was lost");
    }
  }
}

async function lockHead(transaction: Transaction, organizationId: string): Promise<Head | undefined> {
  const [head] = await transaction.query<Head>(LOCK_HEAD, [organizationId], "journal-lock");
  return head;
}

async function beginHead(transaction: Transaction, organizationId: string): Promise<Head> {
  await transaction.execute(BEGIN_HEAD, [organizationId, CHAIN_START]);
  const begun = await lockHead(transaction, organizationId);
  assert(begun, "an organization's journal has a head");
  return begun;
}

/** Gives the id of the transaction. */
function move(
  transaction: Transaction,
  organizationId: string,
  head: Head,
  entries: Pending[],
): { rows: Promise<{ transaction_id: string }[]> } {
  const leaves = entries.map((entry) => leafHash(entry.bytes));
  const chain: Buffer[] = [];
  for (const leaf of leaves) chain.push(chainHash(chain.at(-1) ?? head.chain_hash, leaf));
  const ids = entries.map((entry) => entry.id);
  const values = [organizationId, ids, leaves, chain, head.size, chain.at(-1), entries.length];
  return transaction.queryLast(MOVE, values, "journal-move");
}

interface Look {
  organization_id: string;
  first_sequence: string | null;
  is_orphaned: boolean | null;
  ended_before: string;
}

/** One row for each organization that has something pending; one without an organization if none has. */
const LOOK = `
  SELECT b.organization_id, b.first_sequence, pg_snapshot_xmin(pg_current_snapshot()) AS ended_before,
    b.oldest_at < clock_timestamp() - make_interval(secs => $2::float8 / 1000) AS is_orphaned
  FROM (SELECT) AS always LEFT JOIN lookup.journal_backlog($1) b ON true
  ORDER BY b.oldest_at`;

const LOCK_HEAD = "SELECT size, chain_hash FROM journal_head WHERE organization_id = $1 FOR UPDATE";

const BEGIN_HEAD =
  "INSERT INTO journal_head (organization_id, size, chain_hash) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING";

const TAKE = `
  SELECT id, sequence, kind, partner_id, bytes, digest FROM journal_pending
  WHERE organization_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`;

/**
 * Bytes go from table to table inside the database; only their hashes come from here. The head moves only if all did:
 * otherwise its size becomes null, which the column refuses.
 */
const MOVE = `
  WITH hashed AS (
    SELECT * FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) WITH ORDINALITY AS h (id, leaf_hash, chain_hash, place)
  ), taken AS (
    DELETE FROM journal_pending p USING hashed h WHERE p.organization_id = $1 AND p.id = h.id
    RETURNING p.id, p.kind, p.bytes, p.partner_id, p.appended_at, h.leaf_hash, h.chain_hash, h.place
  ), sealed AS (
    INSERT INTO journal_entry
      (organization_id, position, id, kind, bytes, leaf_hash, chain_hash, partner_id, appended_at, sealed_at)
    SELECT $1, $5::bigint + t.place - 1, t.id, t.kind, t.bytes, t.leaf_hash, t.chain_hash, t.partner_id, t.appended_at,
      clock_timestamp()
    FROM taken t ORDER BY t.place
    RETURNING position
  )
  UPDATE journal_head SET chain_hash = $6,
    size = CASE WHEN size = $5 AND (SELECT count(*) FROM sealed) = $7 THEN size + $7 END
  WHERE organization_id = $1
  RETURNING pg_current_xact_id() AS transaction_id`;
