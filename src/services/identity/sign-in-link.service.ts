import type { Database } from "../../shared/database/database.js";
import { AppError } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { Origin } from "../../shared/tenant-context.js";
import { TenantContext } from "../../shared/tenant-context.js";
import { UserContext } from "../../shared/user-context.js";
import type { Journal } from "../audit/journal.js";
import type { JournalFact } from "../audit/journal-fact.js";
import type { Entered, SecondStepService } from "./second-step.service.js";
import type { SessionService } from "./session.service.js";
import { placeToBegin } from "./sign-in-place.js";
import { newToken, tokenHash, tokenKind } from "./token.js";

const LINK_HOURS_DEFAULT = 24;
const HOUR_MS = 3_600_000;

/** Whom a link is for: a membership's or a partner's id. */
export interface LinkHolder {
  kind: "member" | "partner";
  id: string;
}

interface FoundToken {
  id: string;
  principal_kind: "user" | "partner";
  principal_id: string;
  /** The partner's, or where the person's session begins. */
  organization_id: string | null;
}

/** The condition and the change are one statement, or two tabs could both pass the check. */
const CONSUME = "UPDATE sign_in_token SET consumed_at = $1 WHERE id = $2 AND consumed_at IS NULL AND expires_at > $1";

/** One-time sign-in links: for a person, in one of their organizations or in none yet, and for a partner. */
export class SignInLinkService {
  constructor(
    private readonly database: Database,
    private readonly secondSteps: SecondStepService,
    private readonly sessions: SessionService,
    private readonly journal: Journal,
  ) {}

  /**
   * Makes the token of a link for a member or partner of the organization; `signInUrl` makes the link of it. A member's
   * signs the person in to all of their organizations and begins in this one.
   */
  async create(ctx: TenantContext, holder: LinkHolder, hours = LINK_HOURS_DEFAULT): Promise<string> {
    if (holder.kind === "partner") return this.createForPartner(ctx, holder, hours);
    const userId = await userOf(ctx, holder.id);
    if (userId === undefined) throw new AppError("notFound", "There is no such membership.");
    const { organizationId, principal, origin } = ctx;
    const user = new UserContext({ database: this.database, userId, origin });
    return user.transaction(async (user) => {
      const { id, token } = await this.insertForUser(user, organizationId, hours);
      await user.writeIn(organizationId);
      await this.journal.appendIn(user.open, { organizationId, principal, origin }, [created(id, holder)]);
      return token;
    });
  }

  /** Makes the token of a link for a person, wherever they are a member. */
  async createForUser(user: UserContext, hours = LINK_HOURS_DEFAULT): Promise<string> {
    return user.transaction(async (user) => (await this.insertForUser(user, null, hours)).token);
  }

  /**
   * Exchanges a link's token for a session or a second step, once: of two who come at the same moment one is signed in. A link of another
   * organization than the one asked for is invalid and stays unused, and so is one that begins in an organization where
   * its person is no member any more.
   */
  async consume(
    token: string,
    asked: { organizationId?: string | undefined; origin: Origin },
  ): Promise<Entered | undefined> {
    if (tokenKind(token) !== "signIn") return undefined;
    const [found] = await this.database.lookup<FoundToken>("SELECT * FROM lookup.sign_in_token($1)", [
      tokenHash(token),
    ]);
    if (!found) return undefined;
    const { organization_id: organizationId } = found;
    if (organizationId !== null && asked.organizationId !== undefined && asked.organizationId !== organizationId)
      return undefined;
    return found.principal_kind === "user"
      ? await this.exchangeUser(found, asked)
      : await this.exchangePartner(found, asked.origin);
  }

  private createForPartner(ctx: TenantContext, holder: LinkHolder, hours: number): Promise<string> {
    const { token, hash } = newToken("signIn");
    const id = newId();
    return ctx.transaction(async (ctx) => {
      const now = ctx.clock.now();
      await ctx.execute(
        `INSERT INTO sign_in_token (id, organization_id, principal_kind, principal_id, token_hash, created_at, expires_at)
         VALUES ($1, $2, 'partner', $3, $4, $5, $6)`,
        [id, ctx.organizationId, holder.id, hash, now, new Date(now.getTime() + hours * HOUR_MS)],
      );
      await this.journal.append(ctx, [created(id, holder)]);
      return token;
    });
  }

  private async insertForUser(user: UserContext, organizationId: string | null, hours: number) {
    const { token, hash } = newToken("signIn");
    const id = newId();
    const now = user.clock.now();
    await user.execute(
      `INSERT INTO sign_in_token (id, active_organization_id, principal_kind, principal_id, token_hash, created_at, expires_at)
       VALUES ($1, $2, 'user', $3, $4, $5, $6)`,
      [id, organizationId, user.userId, hash, now, new Date(now.getTime() + hours * HOUR_MS)],
    );
    return { id, token };
  }

  private exchangeUser(
    { id, principal_id: userId, organization_id: begins }: FoundToken,
    { organizationId: asked, origin }: { organizationId?: string | undefined; origin: Origin },
  ): Promise<Entered | undefined> {
    const user = new UserContext({ database: this.database, userId, origin });
    return user.transaction(async (user) => {
      const place = await placeToBegin(user, begins ?? asked);
      if (place === undefined) return undefined;
      if ((await user.execute(CONSUME, [user.clock.now(), id])) === 0) return undefined;
      return this.secondSteps.enter(user, place, "link");
    });
  }

  /** An invited partner becomes active with their first sign-in (A-AUTH-02). */
  private exchangePartner(
    { id, principal_id: partnerId, organization_id: organizationId }: FoundToken,
    origin: Origin,
  ): Promise<Entered | undefined> {
    if (organizationId === null) return Promise.resolve(undefined);
    const principal = { kind: "system", name: "sign-in" } as const;
    const ctx = new TenantContext({ database: this.database, organizationId, principal, origin });
    return ctx.transaction(async (ctx) => {
      if ((await ctx.execute(CONSUME, [ctx.clock.now(), id])) === 0) return undefined;
      const [row] = await ctx.query<{ generation: number; status: string }>(
        "SELECT generation, status FROM partner WHERE id = $1 AND revoked_at IS NULL FOR UPDATE",
        [partnerId],
      );
      if (row?.status === "invited") {
        await ctx.execute("UPDATE partner SET status = 'active', activated_at = $1 WHERE id = $2", [
          ctx.clock.now(),
          partnerId,
        ]);
        await this.journal.append(ctx, [
          { kind: "partner.activated", subject: { type: "partner", id: partnerId }, data: {}, partnerId },
        ]);
      }
      if (!row) return undefined;
      const { token } = await this.sessions.startPartner(ctx, { partnerId, generation: row.generation });
      return { kind: "session", token };
    });
  }
}

const created = (id: string, holder: LinkHolder): JournalFact => ({
  kind: "signInLink.created",
  subject: { type: "signInLink", id },
  data: { holder: holder.kind, holderId: holder.id },
});

/** The person behind a membership that is active. */
async function userOf(ctx: TenantContext, membershipId: string): Promise<string | undefined> {
  const [row] = await ctx.query<{ user_id: string }>(
    "SELECT user_id FROM membership WHERE id = $1 AND status = 'ACTIVE'",
    [membershipId],
  );
  return row?.user_id;
}
