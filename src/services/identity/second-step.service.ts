import type { Database } from "../../shared/database/database.js";
import type { Origin } from "../../shared/tenant-context.js";
import { UserContext } from "../../shared/user-context.js";
import type { AttemptLimiter } from "../platform/attempt-limiter.js";
import type { TotpService } from "./credentials/totp.service.js";
import type { SessionService, SignInProof } from "./session.service.js";
import { CODE_POLICY } from "./sign-in-limits.js";
import { newToken, tokenHash, tokenKind } from "./token.js";

const VALID_MS = 10 * 60_000;
const ATTEMPTS_MAX = 5;

/** What somebody has who has shown who they are: a session, or a second step before it. */
export type Entered = { kind: "session"; token: string } | { kind: "secondStep"; token: string; expiresAt: Date };

export type SecondStepOutcome =
  | { kind: "session"; token: string }
  | { kind: "stepOver" }
  | { kind: "codeInvalid"; attemptsLeft: number };

/** What the second factor is shown by: a code of the app, or one of those for when it is gone. */
export type SecondFactor = { code: string } | { recoveryCode: string };

/** The second of two factors. Between the two there is a token that is no session: five tries, ten minutes, once. */
export class SecondStepService {
  constructor(
    private readonly database: Database,
    private readonly totp: TotpService,
    private readonly sessions: SessionService,
    private readonly attempts: AttemptLimiter,
  ) {}

  /**
   * Lets somebody in who has shown one factor: at once, or by a second step if they have an authenticator app. A passkey
   * is two factors: what they have, and their finger, face or PIN.
   */
  enter(user: UserContext, activeOrganizationId: string | null, shown: SignInProof): Promise<Entered> {
    return user.transaction(async (user) => {
      if (shown === "passkey" || !(await this.totp.state(user))) {
        return { kind: "session", token: (await this.sessions.start(user, activeOrganizationId, shown)).token };
      }
      const { token, hash } = newToken("secondStep");
      const now = user.clock.now();
      const expiresAt = new Date(now.getTime() + VALID_MS);
      await user.execute("DELETE FROM sign_in_step WHERE user_id = $1 AND expires_at <= $2", [user.userId, now]);
      await user.execute(
        `INSERT INTO sign_in_step
           (token_hash, user_id, active_organization_id, shown, attempts_left, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [hash, user.userId, activeOrganizationId, shown, ATTEMPTS_MAX, now, expiresAt],
      );
      return { kind: "secondStep", token, expiresAt };
    });
  }

  /** Exchanges the token and the second factor for a session. Every try is counted before it is looked at. */
  async finish(token: string, factor: SecondFactor, origin: Origin): Promise<SecondStepOutcome> {
    if (tokenKind(token) !== "secondStep") return { kind: "stepOver" };
    const hash = tokenHash(token);
    const [found] = await this.database.lookup<{ user_id: string }>("SELECT user_id FROM lookup.sign_in_step($1)", [
      hash,
    ]);
    if (!found) return { kind: "stepOver" };
    const user = new UserContext({ database: this.database, userId: found.user_id, origin });
    // Whoever has the first factor may begin as often as they like: codes are counted for the account as well.
    const attempt = await this.attempts.attempt([{ policy: CODE_POLICY, subject: user.userId }]);
    const [step] = await user.query<{ active_organization_id: string | null; shown: SignInProof; left: number }>(
      `UPDATE sign_in_step SET attempts_left = attempts_left - 1
       WHERE token_hash = $1 AND attempts_left > 0 AND expires_at > $2
       RETURNING active_organization_id, shown, attempts_left AS "left"`,
      [hash, user.clock.now()],
    );
    if (!step) return { kind: "stepOver" };
    const isRight =
      "code" in factor
        ? await this.totp.verify(user, factor.code)
        : await this.totp.useRecoveryCode(user, factor.recoveryCode);
    if (!isRight) return { kind: "codeInvalid", attemptsLeft: step.left };
    await attempt.forgive();
    const session = await user.transaction(async (user) => {
      if ((await user.execute("DELETE FROM sign_in_step WHERE token_hash = $1", [hash])) === 0) return undefined;
      return this.sessions.start(
        user,
        step.active_organization_id,
        step.shown,
        "code" in factor ? "app" : "recoveryCode",
      );
    });
    return session ? { kind: "session", token: session.token } : { kind: "stepOver" };
  }
}
