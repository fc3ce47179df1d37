import type { BreachedPasswords } from "./breached-passwords.js";
import type { OwnRows } from "./own-rows.js";
import type { PasswordHashing } from "./password-hashing.js";
import { PASSWORD_LENGTH_MAX, passwordBreached, requirePasswordShape } from "./password-rules.js";

/** People's passwords. Having one is their choice; only an Argon2id hash of it is kept. */
export class PasswordService {
  /** @param breached - the operator's list; null: nothing is compared. */
  constructor(
    private readonly hashing: PasswordHashing,
    private readonly breached: BreachedPasswords | null,
  ) {}

  /** Throws unless it can be theirs, and gives its hash for `keep`. Slow on purpose: call it outside of a transaction. */
  async hashOf(password: string, email: string): Promise<string> {
    requirePasswordShape(password, email);
    if (await this.breached?.includes(password)) throw passwordBreached();
    return this.hashing.hash(password);
  }

  /** From now on this is their password, and no other is. */
  async keep(own: OwnRows, hash: string): Promise<void> {
    await own.transaction((own) =>
      own.execute(
        `INSERT INTO user_password (user_id, hash, set_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at`,
        [own.userId, hash, own.clock.now()],
      ),
    );
  }

  /** Whether there was one. Safe to repeat. */
  async remove(own: OwnRows): Promise<boolean> {
    return (await own.execute("DELETE FROM user_password WHERE user_id = $1", [own.userId])) > 0;
  }

  /** When it was set; null: they have none. */
  async setAt(own: OwnRows): Promise<Date | null> {
    const [row] = await own.query<{ set_at: Date }>("SELECT set_at FROM user_password WHERE user_id = $1", [
      own.userId,
    ]);
    return row?.set_at ?? null;
  }

  /**
   * Whether the password is theirs. The same work is done for people who have none: give the rows of an id that nobody has
   * for somebody who is unknown. Not in a transaction: hashing takes its time.
   */
  async verify(own: OwnRows, password: string): Promise<boolean> {
    const [row] = await own.query<{ hash: string }>("SELECT hash FROM user_password WHERE user_id = $1", [own.userId]);
    // Nobody has a longer one, and hashing it would be work for nothing.
    const given = password.length > PASSWORD_LENGTH_MAX * 2 ? "" : password.toWellFormed();
    const isRight = await this.hashing.verify(row?.hash, given);
    if (isRight && row && this.hashing.isDated(row.hash)) {
      // Not if it was changed meanwhile.
      await own.execute("UPDATE user_password SET hash = $2 WHERE user_id = $1 AND hash = $3", [
        own.userId,
        await this.hashing.hash(given),
        row.hash,
      ]);
    }
    return isRight;
  }
}
