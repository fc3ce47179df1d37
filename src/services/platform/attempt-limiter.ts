import { createHmac } from "node:crypto";

import type { Database } from "../../shared/database/database.js";
import { derivedKey } from "../../shared/derived-key.js";
import { AppError } from "../../shared/errors.js";

/** So many attempts in a window that begins with the first of them. */
export interface AttemptPolicy {
  name: string;
  attempts: number;
  windowSeconds: number;
}

/** An attempt that was counted. */
export interface Attempt {
  /** Takes it back: it was none that had to be counted. */
  forgive(): Promise<void>;
}

/**
 * Counts rare attempts that somebody may repeat to find something out, such as passwords. Other than RateLimiter it asks
 * the database each time: all servers count together, so one too many is one too many on any of them.
 */
export class AttemptLimiter {
  private readonly digestKey: Buffer;

  /** @param isOn - off, nothing is counted. */
  constructor(
    private readonly database: Database,
    secretKey: Buffer,
    private readonly isOn: boolean,
  ) {
    this.digestKey = derivedKey(secretKey, "attempt-limit");
  }

  /**
   * Counts an attempt against each of the subjects, or throws RATE_LIMITED with the seconds until the last of the windows
   * ends that are full. One that is refused counts against nobody.
   */
  async attempt(counted: readonly { policy: AttemptPolicy; subject: string }[]): Promise<Attempt> {
    if (!this.isOn) return { forgive: async () => undefined };
    // In one order everywhere: two who count the same wait for each other instead of locking up.
    const keys = counted
      .map(({ policy, subject }) => ({ policy, key: this.keyOf(policy, subject) }))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    const waits = await this.database.transaction({}, async (transaction) => {
      const rows = await transaction.query<{ wait: number | null }>(
        COUNT,
        [
          keys.map(({ key }) => key),
          keys.map(({ policy }) => policy.attempts),
          keys.map(({ policy }) => policy.windowSeconds),
        ],
        "attempts-count",
      );
      const full = rows.flatMap(({ wait }) => (wait === null ? [] : [wait]));
      if (full.length > 0) await transaction.execute(TAKE_BACK, [keys.map(({ key }) => key)], "attempts-take-back");
      return full;
    });
    if (waits.length > 0) throw tooMany(Math.max(...waits));
    return {
      forgive: async () => {
        await this.database.transaction({}, (transaction) =>
          transaction.execute(TAKE_BACK, [keys.map(({ key }) => key)], "attempts-take-back"),
        );
      },
    };
  }

  private keyOf({ name }: AttemptPolicy, subject: string): string {
    return `${name}:${createHmac("sha256", this.digestKey).update(`${name} ${subject}`).digest("base64url")}`;
  }
}

function tooMany(waitSeconds: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitSeconds));
  const minutes = Math.ceil(retryAfterSeconds / 60);
  const wait = minutes === 1 ? "a minute" : `${minutes} minutes`;
  return new AppError("rateLimited", `Too many attempts. Try again in ${wait}.`, {
    code: "TOO_MANY_ATTEMPTS",
    retryAfterSeconds,
  });
}

/**
 * `available` is what is left in the window that began at `settled_at`; below zero the attempt was one too many, and
 * `wait` is the seconds until the window ends.
 */
const COUNT = `
  INSERT INTO rate_limit AS counted (key, available, capacity, restore_per_second, settled_at)
  SELECT key, attempts - 1, attempts, attempts / window_seconds, clock_timestamp()
  FROM unnest($1::text[], $2::float8[], $3::float8[]) AS one (key, attempts, window_seconds)
  ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    capacity = excluded.capacity,
    restore_per_second = excluded.restore_per_second,
    available = CASE WHEN counted.settled_at + interval '1 second' * (excluded.capacity / excluded.restore_per_second)
      <= excluded.settled_at THEN excluded.available ELSE counted.available - 1 END,
    settled_at = CASE WHEN counted.settled_at + interval '1 second' * (excluded.capacity / excluded.restore_per_second)
      <= excluded.settled_at THEN excluded.settled_at ELSE counted.settled_at END
  RETURNING CASE WHEN available < 0 THEN extract(epoch FROM settled_at - clock_timestamp())::float8
    + capacity / restore_per_second END AS wait`;

const TAKE_BACK = `
  UPDATE rate_limit SET available = least(capacity, available + 1)
  WHERE key IN (SELECT key FROM rate_limit WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE)`;
