import type { SessionPrincipalKind } from "../../entities/identity/session.entity.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { newToken } from "./token.js";

export const SESSION_DAYS = 30;
const DAY_MS = 86_400_000;

/** Who signs in: a membership's or a partner's id, and the generation of their rights. */
export interface SessionHolder {
  kind: SessionPrincipalKind;
  id: string;
  generation: number;
}

/** Signed-in people. A session's token is given out once; the table knows its hash. */
export class SessionService {
  constructor(private readonly journal: Journal) {}

  /** Opens a session and gives its token. Each call makes another one; whoever calls has checked that the holder may. */
  start(ctx: TenantContext, holder: SessionHolder): Promise<{ sessionId: string; token: string }> {
    const { token, hash } = newToken("session");
    const sessionId = newId();
    return ctx.transaction(async (ctx) => {
      const now = ctx.clock.now();
      const expiresAt = new Date(now.getTime() + SESSION_DAYS * DAY_MS);
      await ctx.execute(
        `INSERT INTO session (id, organization_id, principal_kind, principal_id, token_hash, generation, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [sessionId, ctx.organizationId, holder.kind, holder.id, hash, holder.generation, now, expiresAt],
      );
      await this.journal.append(ctx, [
        {
          kind: "session.started",
          subject: { type: "session", id: sessionId },
          data: { holder: holder.kind, holderId: holder.id },
        },
      ]);
      return { sessionId, token };
    });
  }

  /** Ends the session that asks. Safe to repeat; a key has none and nothing happens. */
  async end(ctx: TenantContext): Promise<void> {
    const { principal } = ctx;
    if (principal.kind !== "member" && principal.kind !== "partner") return;
    const { sessionId } = principal;
    await ctx.transaction(async (ctx) => {
      const ended = await ctx.execute("UPDATE session SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", [
        ctx.clock.now(),
        sessionId,
      ]);
      if (ended === 0) return;
      await this.journal.append(ctx, [
        { kind: "session.ended", subject: { type: "session", id: sessionId }, data: { holder: principal.kind } },
      ]);
    });
  }
}
