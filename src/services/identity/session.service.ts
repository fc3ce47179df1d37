import { notFound } from "../../shared/errors.js";
import { isUuid, newId } from "../../shared/ids.js";
import type { Principal } from "../../shared/principal.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { UserContext } from "../../shared/user-context.js";
import type { Journal } from "../audit/journal.js";
import type { JournalFact } from "../audit/journal-fact.js";
import { deviceName } from "./credentials/device-name.js";
import { asMember, tellOrganizations } from "./own-journals.js";
import type { OwnMembership } from "./own-memberships.js";
import { ownMemberships } from "./own-memberships.js";
import { newToken } from "./token.js";

export const SESSION_DAYS = 30;
const DAY_MS = 86_400_000;

/** What somebody shows of who they are. */
export type SignInProof = "link" | "password" | "passkey";
/** What they show besides, where that is asked. */
export type SecondProof = "app" | "recoveryCode";

/** A partner who signs in, and the generation of their rights. */
export interface SignedInPartner {
  partnerId: string;
  generation: number;
}

interface StartedSession {
  sessionId: string;
  /** Given out this one time; the table knows its hash. */
  token: string;
}

/** Signed-in people and partners. A person's session serves all of their organizations, and each of their journals says so. */
export class SessionService {
  constructor(private readonly journal: Journal) {}

  /**
   * Opens a person's session. Each call makes another one; whoever calls has checked that it is them. Who has just shown
   * that need not do so again for a while.
   *
   * @param shown - by what, for the journal.
   * @param second - the second factor, if there was one.
   */
  start(
    user: UserContext,
    activeOrganizationId: string | null,
    shown: SignInProof = "link",
    second?: SecondProof,
  ): Promise<StartedSession> {
    const { sessionId, token, hash } = newSession();
    return user.transaction(async (user) => {
      const now = user.clock.now();
      await user.execute(
        `INSERT INTO session
           (id, active_organization_id, principal_kind, principal_id, token_hash, created_at, expires_at, device, stepped_up_at)
         VALUES ($1, $2, 'user', $3, $4, $5, $6, $7, $5)`,
        [sessionId, activeOrganizationId, user.userId, hash, now, expiryAfter(now), deviceName(user.origin.userAgent)],
      );
      await tellOrganizations(this.journal, user, SIGN_IN, ({ membershipId }) => ({
        kind: "session.started",
        subject: { type: "session", id: sessionId },
        data: { holder: "member", holderId: membershipId, by: shown, ...(second && { second }) },
      }));
      return { sessionId, token };
    });
  }

  /** Opens a partner's session. Each call makes another one; whoever calls has checked that the partner may. */
  startPartner(ctx: TenantContext, { partnerId, generation }: SignedInPartner): Promise<StartedSession> {
    const { sessionId, token, hash } = newSession();
    return ctx.transaction(async (ctx) => {
      const now = ctx.clock.now();
      await ctx.execute(
        `INSERT INTO session (id, organization_id, principal_kind, principal_id, token_hash, generation, created_at, expires_at, device, stepped_up_at)
         VALUES ($1, $2, 'partner', $3, $4, $5, $6, $7, $8, $6)`,
        [
          sessionId,
          ctx.organizationId,
          partnerId,
          hash,
          generation,
          now,
          expiryAfter(now),
          deviceName(ctx.origin.userAgent),
        ],
      );
      await this.journal.append(ctx, [
        {
          kind: "session.started",
          subject: { type: "session", id: sessionId },
          data: { holder: "partner", holderId: partnerId },
        },
      ]);
      return { sessionId, token };
    });
  }

  /** Ends the person's session that asks. Safe to repeat. */
  async end(user: UserContext): Promise<void> {
    const { sessionId } = user;
    if (sessionId === undefined) return;
    await user.transaction(async (user) => {
      const ended = await user.execute("UPDATE session SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", [
        user.clock.now(),
        sessionId,
      ]);
      if (ended === 0) return;
      await tellOrganizations(this.journal, user, asMember(user), () => endedBy(sessionId, "member"));
    });
  }

  /** Ends the partner's session that asks. Safe to repeat; a key has none and nothing happens. */
  async endPartner(ctx: TenantContext): Promise<void> {
    const { principal } = ctx;
    if (principal.kind !== "partner") return;
    const { sessionId } = principal;
    await ctx.transaction(async (ctx) => {
      const ended = await ctx.execute("UPDATE session SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", [
        ctx.clock.now(),
        sessionId,
      ]);
      if (ended > 0) await this.journal.append(ctx, [endedBy(sessionId, "partner")]);
    });
  }

  /**
   * Makes another organization the one where the person is when a path names none. Safe to repeat.
   *
   * @throws NOT_FOUND unless both their membership and the organization are active.
   */
  async switchOrganization(user: UserContext, organizationId: string): Promise<OwnMembership> {
    const { sessionId } = user;
    return user.transaction(async (user) => {
      const memberships = isUuid(organizationId) ? await ownMemberships(user, user.userId) : [];
      const entered = memberships.find(({ organization }) => organization.id === organizationId);
      if (!entered || sessionId === undefined) throw notFound("organization");
      const changed = await user.execute(
        "UPDATE session SET active_organization_id = $1 WHERE id = $2 AND active_organization_id IS DISTINCT FROM $1",
        [organizationId, sessionId],
      );
      if (changed === 0) return entered;
      const { membershipId, role } = entered;
      const principal: Principal = { kind: "member", membershipId, userId: user.userId, role, sessionId };
      await user.writeIn(organizationId);
      await this.journal.appendIn(user.open, { organizationId, principal, origin: user.origin }, [
        { kind: "session.switched", subject: { type: "session", id: sessionId }, data: {} },
      ]);
      return entered;
    });
  }
}

const SIGN_IN: Principal = { kind: "system", name: "sign-in" };

function newSession() {
  const { token, hash } = newToken("session");
  return { sessionId: newId(), token, hash };
}

const expiryAfter = (now: Date): Date => new Date(now.getTime() + SESSION_DAYS * DAY_MS);

export const endedBy = (id: string, holder: "member" | "partner"): JournalFact => ({
  kind: "session.ended",
  subject: { type: "session", id },
  data: { holder },
});
