import { newId } from "../../../shared/ids.js";
import type { OperatorContext, OperatorPrincipal } from "../../../shared/operator-context.js";
import { AppError } from "../../../shared/errors.js";
import type { Journal } from "../../audit/journal.js";
import { newToken, tokenHash } from "../token.js";
import type { VerifiedToken } from "./token-verifier.js";

/** A working day; whoever stays longer shows another token. */
export const OPERATOR_SESSION_HOURS = 8;
const HOUR_MS = 3_600_000;

/** The operator console's sessions, apart from everybody else's. */
export class OperatorSessionService {
  constructor(private readonly journal: Journal) {}

  /** Opens a session for who has shown a token, and gives its own token. One token opens one session. */
  start(
    operator: OperatorContext,
    { userId, operatorId }: OperatorPrincipal & { kind: "operator" },
    shown: VerifiedToken,
  ) {
    const { token, hash } = newToken("operator");
    const id = newId();
    return operator.onPlatform(async (ctx) => {
      const now = ctx.clock.now();
      const made = await ctx.execute(
        `INSERT INTO operator_session (id, user_id, token_hash, shown_digest, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shown_digest) DO NOTHING`,
        [id, userId, hash, shown.digest, now, new Date(now.getTime() + OPERATOR_SESSION_HOURS * HOUR_MS)],
      );
      if (made === 0) throw new AppError("unauthenticated", "This token has opened a session already.");
      await this.journal.append(ctx, [
        {
          kind: "session.started",
          subject: { type: "session", id },
          data: { holder: "operator", holderId: operatorId },
        },
      ]);
      return token;
    });
  }

  /** Ends the session of the token. Safe to repeat. */
  async end(operator: OperatorContext, token: string): Promise<void> {
    await operator.onPlatform(async (ctx) => {
      const ended = await ctx.query<{ id: string }>(
        "UPDATE operator_session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL RETURNING id",
        [tokenHash(token), ctx.clock.now()],
      );
      await this.journal.append(
        ctx,
        ended.map(({ id }) => ({
          kind: "session.ended" as const,
          subject: { type: "session", id },
          data: { holder: "operator" },
        })),
      );
    });
  }
}
