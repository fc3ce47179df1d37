import type { SessionPrincipalKind } from "../../entities/identity/session.entity.js";
import type { Database } from "../../shared/database/database.js";
import { newId } from "../../shared/ids.js";
import type { Origin } from "../../shared/tenant-context.js";
import { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import type { Authenticated, AuthenticationService } from "./authentication.service.js";
import type { SessionHolder, SessionService } from "./session.service.js";
import { newToken, tokenHash, tokenKind } from "./token.js";

const LINK_HOURS_DEFAULT = 24;
const HOUR_MS = 3_600_000;

export type SignInOutcome = { kind: "signedIn"; token: string; authenticated: Authenticated } | { kind: "linkInvalid" };

interface TokenRow {
  principal_kind: SessionPrincipalKind;
  principal_id: string;
}

/** One-time sign-in links: the same mechanism for members and partners. */
export class SignInLinkService {
  constructor(
    private readonly database: Database,
    private readonly authentication: AuthenticationService,
    private readonly sessions: SessionService,
    private readonly journal: Journal,
  ) {}

  /** Makes the token of a link for a member or partner of the organization; `signInUrl` makes the link of it. */
  create(
    ctx: TenantContext,
    holder: { kind: SessionPrincipalKind; id: string },
    hours = LINK_HOURS_DEFAULT,
  ): Promise<string> {
    const { token, hash } = newToken("signIn");
    const id = newId();
    return ctx.transaction(async (ctx) => {
      const now = ctx.clock.now();
      await ctx.execute(
        `INSERT INTO sign_in_token (id, organization_id, principal_kind, principal_id, token_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, ctx.organizationId, holder.kind, holder.id, hash, now, new Date(now.getTime() + hours * HOUR_MS)],
      );
      await this.journal.append(ctx, [
        {
          kind: "signInLink.created",
          subject: { type: "signInLink", id },
          data: { holder: holder.kind, holderId: holder.id },
        },
      ]);
      return token;
    });
  }

  /**
   * Exchanges a link's token for a session, once: of two who come at the same moment one is signed in. A link of another
   * organization than the one asked for is invalid and stays unused.
   */
  async consume(token: string, asked: { organizationId?: string | undefined; origin: Origin }): Promise<SignInOutcome> {
    if (tokenKind(token) !== "signIn") return { kind: "linkInvalid" };
    const [found] = await this.database.lookup<{ id: string; organization_id: string }>(
      "SELECT id, organization_id FROM lookup.sign_in_token($1)",
      [tokenHash(token)],
    );
    if (!found) return { kind: "linkInvalid" };
    const organizationId = found.organization_id;
    if (asked.organizationId !== undefined && asked.organizationId !== organizationId) return { kind: "linkInvalid" };

    const principal = { kind: "system", name: "sign-in" } as const;
    const ctx = new TenantContext({ database: this.database, organizationId, principal, origin: asked.origin });
    const session = await ctx.transaction((ctx) => this.exchange(ctx, found.id));
    if (!session) return { kind: "linkInvalid" };
    const authenticated = await this.authentication.authenticate(session.token);
    return { kind: "signedIn", token: session.token, authenticated };
  }

  private async exchange(ctx: TenantContext, tokenId: string): Promise<{ token: string } | undefined> {
    // The condition and the change are one statement, or two tabs could both pass the check.
    const [consumed] = await ctx.query<TokenRow>(
      `UPDATE sign_in_token SET consumed_at = $1 WHERE id = $2 AND consumed_at IS NULL AND expires_at > $1
       RETURNING principal_kind, principal_id`,
      [ctx.clock.now(), tokenId],
    );
    if (!consumed) return undefined;
    const { principal_kind: kind, principal_id: id } = consumed;
    const holder = kind === "member" ? await this.member(ctx, id) : await this.partner(ctx, id);
    return holder && this.sessions.start(ctx, holder);
  }

  private async member(ctx: TenantContext, id: string): Promise<SessionHolder | undefined> {
    const [row] = await ctx.query<{ generation: number }>(
      "SELECT generation FROM membership WHERE id = $1 AND revoked_at IS NULL",
      [id],
    );
    return row && { kind: "member", id, generation: row.generation };
  }

  /** An invited partner becomes active with their first sign-in (A-AUTH-02). */
  private async partner(ctx: TenantContext, id: string): Promise<SessionHolder | undefined> {
    const [row] = await ctx.query<{ generation: number; status: string }>(
      "SELECT generation, status FROM partner WHERE id = $1 AND revoked_at IS NULL FOR UPDATE",
      [id],
    );
    if (row?.status === "invited") {
      await ctx.execute("UPDATE partner SET status = 'active', activated_at = $1 WHERE id = $2", [ctx.clock.now(), id]);
      await this.journal.append(ctx, [
        { kind: "partner.activated", subject: { type: "partner", id }, data: {}, partnerId: id },
      ]);
    }
    return row && { kind: "partner", id, generation: row.generation };
  }
}
