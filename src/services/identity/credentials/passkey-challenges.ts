import { createHash } from "node:crypto";

import type { OwnRows } from "./own-rows.js";

/** What a challenge was made for: an answer to one for something else is refused. */
export type ChallengePurpose = "register" | "signIn" | "prove";

const VALID_MS = 5 * 60_000;
/** What has expired is swept away a few at a time, by whoever asks for a new one. */
const SWEEP_MAX = 100;

/**
 * Challenges that are open: each is answered once, for its purpose and its person, within five minutes. Only their hashes
 * are kept; they are in one table for all servers, so any of them may take the answer.
 */
export class PasskeyChallenges {
  /** @param userId - null: whoever answers, for a sign-in that begins without a name. */
  async keep(own: OwnRows, challenge: string, purpose: ChallengePurpose, userId: string | null): Promise<void> {
    await own.transaction(async (own) => {
      const now = own.clock.now();
      await own.execute(
        `DELETE FROM passkey_challenge WHERE challenge_hash IN (
           SELECT challenge_hash FROM passkey_challenge WHERE expires_at < $1 LIMIT ${SWEEP_MAX} FOR UPDATE SKIP LOCKED)`,
        [now],
      );
      await own.execute(
        `INSERT INTO passkey_challenge (challenge_hash, purpose, user_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)`,
        [hashOf(challenge), purpose, userId, now, new Date(now.getTime() + VALID_MS)],
      );
    });
  }

  /** Whether it was open. It is used up in any case: even an answer that turns out wrong had its one try. */
  take(own: OwnRows, challenge: string, purpose: ChallengePurpose, userId: string | null): Promise<boolean> {
    return own.transaction(async (own) => {
      const taken = await own.query<{ fits: boolean }>(
        `DELETE FROM passkey_challenge WHERE challenge_hash = $1
         RETURNING purpose = $2 AND user_id IS NOT DISTINCT FROM $3::uuid AND expires_at > $4 AS fits`,
        [hashOf(challenge), purpose, userId, own.clock.now()],
      );
      return taken[0]?.fits ?? false;
    });
  }
}

const hashOf = (challenge: string): Buffer => createHash("sha256").update(challenge).digest();
