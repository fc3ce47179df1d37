import { createHmac } from "node:crypto";

import { LRUCache } from "lru-cache";

import type { Database } from "../../shared/database/database.js";
import { derivedKey } from "../../shared/derived-key.js";
import type { Log } from "../../shared/log.js";

/** How long what was spent stays known to this process alone. */
const SETTLE_MS = 1000;
/** Somebody whom this process does not know yet may have spent elsewhere: that is learned sooner. */
const SETTLE_NEW_MS = 50;
/** Whom this process remembers; whoever was not here for longest is forgotten first, and settled before. */
const REMEMBERED_MAX = 20_000;
const CLEAN_EVERY_MS = 300_000;
const DIGEST_LENGTH = 32;

/** How much somebody may do: a bucket that is full at first and fills again at a steady rate. */
export interface RatePolicy {
  /** As headers name it. */
  name: string;
  capacity: number;
  restorePerSecond: number;
}

/** Where somebody stands. */
export interface Allowance {
  policy: RatePolicy;
  /** What is left, rounded down; not below zero. */
  available: number;
  /** Seconds until nothing of it is missing, rounded up. */
  fullInSeconds: number;
}

interface Bucket {
  key: string;
  policy: RatePolicy;
  level: number;
  countedAtMs: number;
  /** Spent, less what was given back, since it was last settled. */
  unsettled: number;
}

/**
 * Allowances that all processes share over PostgreSQL, without a round trip for each request: every process counts for
 * itself and settles what was spent once in a second, in one statement for everybody. So a limit is exact within a
 * process. Over several, each may let through what it has not heard of: a second's worth, and with a newcomer that of
 * the first twentieth of one. With the database away each counts on for itself.
 */
export class RateLimiter {
  private readonly digestKey: Buffer;
  private readonly buckets: LRUCache<string, Bucket>;
  private unsettled = new Map<string, Bucket>();
  private timer: NodeJS.Timeout | undefined;
  private dueAtMs = Number.POSITIVE_INFINITY;
  private cleanedAtMs = Date.now();
  private settling: Promise<void> = Promise.resolve();

  /** @param isOn - off, everybody always has everything. */
  constructor(
    private readonly database: Database,
    secretKey: Buffer,
    private readonly log: Log,
    readonly isOn: boolean,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.digestKey = derivedKey(secretKey, "rate-limit");
    this.buckets = new LRUCache({ max: REMEMBERED_MAX });
  }

  /** Takes so much of somebody's allowance, or nothing if less is left. Never waits. */
  take(policy: RatePolicy, subject: string, points: number): boolean {
    if (!this.isOn) return true;
    const bucket = this.bucketOf(policy, subject);
    if (bucket.level < points) return false;
    this.spend(bucket, points);
    return true;
  }

  /** Gives back what was taken and not needed, or takes what was needed beyond it. */
  refund(policy: RatePolicy, subject: string, points: number): void {
    if (this.isOn && points !== 0) this.spend(this.bucketOf(policy, subject), -points);
  }

  /** Where somebody stands, as far as this process knows. */
  allowance(policy: RatePolicy, subject: string): Allowance {
    const { capacity, restorePerSecond } = policy;
    const level = this.isOn ? this.bucketOf(policy, subject).level : capacity;
    return {
      policy,
      available: Math.max(0, Math.floor(level)),
      fullInSeconds: Math.ceil((capacity - level) / restorePerSecond),
    };
  }

  /** How many seconds until so much is there, rounded up; at least one. */
  waitSeconds(policy: RatePolicy, subject: string, points: number): number {
    const missing = Math.min(points, policy.capacity) - this.bucketOf(policy, subject).level;
    return Math.max(1, Math.ceil(missing / policy.restorePerSecond));
  }

  /** Settles what is open, and stops. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.settle();
  }

  /** Tells the others what was spent here, and learns what is left. Failing, it is told the next time. */
  settle(): Promise<void> {
    this.settling = this.settling.then(() => this.settleNow());
    return this.settling;
  }

  private bucketOf(policy: RatePolicy, subject: string): Bucket {
    const name = `${policy.name} ${subject}`;
    let bucket = this.buckets.get(name);
    const now = this.now();
    if (!bucket) {
      const digest = createHmac("sha256", this.digestKey).update(name).digest("base64url").slice(0, DIGEST_LENGTH);
      const key = `${policy.name}:${digest}`;
      bucket = { key, policy, level: policy.capacity, countedAtMs: now, unsettled: 0 };
      this.buckets.set(name, bucket);
      this.settleWithin(SETTLE_NEW_MS);
    }
    const restored = ((now - bucket.countedAtMs) / 1000) * policy.restorePerSecond;
    bucket.level = Math.min(policy.capacity, bucket.level + restored);
    bucket.countedAtMs = now;
    return bucket;
  }

  private spend(bucket: Bucket, points: number): void {
    bucket.level = Math.min(bucket.policy.capacity, bucket.level - points);
    bucket.unsettled += points;
    this.keepOpen(bucket);
  }

  /** Kept here as well, so that it is settled even if it is forgotten meanwhile, and perhaps known anew. */
  private keepOpen(bucket: Bucket): void {
    const other = this.unsettled.get(bucket.key);
    if (other && other !== bucket) bucket.unsettled += other.unsettled;
    this.unsettled.set(bucket.key, bucket);
    this.settleWithin(SETTLE_MS);
  }

  private settleWithin(ms: number): void {
    const dueAtMs = Date.now() + ms;
    if (dueAtMs >= this.dueAtMs) return;
    this.dueAtMs = dueAtMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.settle(), ms).unref();
  }

  private async settleNow(): Promise<void> {
    this.dueAtMs = Number.POSITIVE_INFINITY;
    // In one order everywhere: two processes that settle the same ones wait for each other instead of locking up.
    const open = [...this.unsettled.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
    if (open.length === 0) return;
    this.unsettled = new Map();
    const spent = open.map((bucket) => bucket.unsettled);
    for (const bucket of open) bucket.unsettled = 0;
    try {
      const rows = await this.database.transaction({}, (transaction) =>
        transaction.query<{ key: string; available: number }>(
          SETTLE,
          [
            open.map(({ key }) => key),
            open.map(({ policy }) => policy.capacity),
            open.map(({ policy }) => policy.restorePerSecond),
            spent,
          ],
          "rate-limits-settle",
        ),
      );
      const left = new Map(rows.map(({ key, available }) => [key, available]));
      for (const bucket of open) this.learn(bucket, left.get(bucket.key));
      await this.clean();
    } catch (error) {
      this.log.debug({ err: error }, "settling rate limits failed; every process counts for itself");
      for (const [index, bucket] of open.entries()) {
        bucket.unsettled += spent[index] ?? 0;
        this.keepOpen(bucket);
      }
    }
  }

  /** What was spent here since then is not in it yet. */
  private learn(bucket: Bucket, available: number | undefined): void {
    if (available === undefined) return;
    bucket.level = available - bucket.unsettled;
    bucket.countedAtMs = this.now();
  }

  private async clean(): Promise<void> {
    if (Date.now() - this.cleanedAtMs < CLEAN_EVERY_MS) return;
    this.cleanedAtMs = Date.now();
    await this.database.transaction({}, (transaction) => transaction.execute(CLEAN));
  }
}

/**
 * A row that is there is filled for the time that has passed and then pays. It can go below zero where processes spent at
 * the same time, yet not by more than it holds: nobody is shut out for longer than a full bucket takes.
 */
const SETTLE = `
  INSERT INTO rate_limit AS settled (key, available, capacity, restore_per_second, settled_at)
  SELECT key, capacity - spent, capacity, restore_per_second, clock_timestamp()
  FROM unnest($1::text[], $2::float8[], $3::float8[], $4::float8[]) AS one (key, capacity, restore_per_second, spent)
  ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    capacity = excluded.capacity,
    restore_per_second = excluded.restore_per_second,
    settled_at = greatest(settled.settled_at, excluded.settled_at),
    available = greatest(-excluded.capacity, least(excluded.capacity,
      least(excluded.capacity, settled.available + excluded.restore_per_second
        * greatest(0, extract(epoch FROM excluded.settled_at - settled.settled_at)))
      - (excluded.capacity - excluded.available)))
  RETURNING key, available`;

/** By then an allowance is full again, whatever was spent of it, and its row says nothing. */
const CLEAN = `
  DELETE FROM rate_limit
  WHERE settled_at < clock_timestamp() - interval '1 second' * (2 * capacity / restore_per_second)`;
