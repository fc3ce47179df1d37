import { AppError, fieldInvalid, notFound } from "../../../shared/errors.js";
import { PLATFORM_ID, isUuid, newId } from "../../../shared/ids.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import type { Journal } from "../../audit/journal.js";
import { newToken } from "../token.js";
import { readReason } from "./operator-reason.js";

export const IMPERSONATION_MINUTES_MAX = 60;
const MINUTES_DEFAULT = 30;
const MINUTE_MS = 60_000;
const ENDED_AT_ONCE_MAX = 500;
const LISTED_MAX = 20;

export interface NewImpersonation {
  organizationId: string;
  membershipId: string;
  reason: string;
  /** 1 to 60; absent: 30. */
  minutes?: number | undefined;
  /** Absent: yes. */
  isReadOnly?: boolean | undefined;
}

/** One that operators look back at. */
export interface PastImpersonation {
  id: string;
  /** Null for somebody who is not known any more; so is the member's name. */
  operatorEmail: string | null;
  memberName: string | null;
  reason: string;
  isReadOnly: boolean;
  startedAt: Date;
  endsAt: Date;
  /** Null while it lasts. */
  endedAt: Date | null;
}

/** One that has begun; its token is shown this one time. */
export interface StartedImpersonation {
  id: string;
  token: string;
  slug: string;
  expiresAt: Date;
}

interface EndedRow {
  id: string;
  of_organization_id: string;
  membership_id: string;
  operator_id: string;
}

/** Operators who see what a member sees. Begin and end stand in both journals, and so does, between, who really acted. */
export class ImpersonationService {
  constructor(private readonly journal: Journal) {}

  /**
   * Begins to act as a member, for so long. Needs a reason. Nobody impersonates a member who is an operator: that would be
   * a way around who may do what at the console.
   */
  async start(operator: OperatorContext, given: NewImpersonation): Promise<StartedImpersonation> {
    const { principal } = operator;
    if (principal.kind !== "operator") throw new AppError("forbidden", "Only a person impersonates somebody.");
    const { minutes = MINUTES_DEFAULT, isReadOnly = true } = given;
    const reason = readReason(given.reason);
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > IMPERSONATION_MINUTES_MAX) {
      throw fieldInvalid("minutes_invalid", "minutes", `From 1 to ${IMPERSONATION_MINUTES_MAX} minutes.`);
    }
    if (!isUuid(given.organizationId) || !isUuid(given.membershipId)) throw notFound("member");
    const id = newId();
    const { token, hash } = newToken("impersonation");
    return operator.onPlatform(async (ctx) => {
      const [member] = await ctx.query<{ organization_id: string; id: string; slug: string; is_operator: boolean }>(
        `SELECT m.organization_id, m.id, o.slug, u.is_operator FROM membership m JOIN organization o ON o.id = m.organization_id
         JOIN platform_user u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND m.id = $2 AND m.status = 'ACTIVE'`,
        [given.organizationId, given.membershipId],
      );
      if (!member) throw notFound("member");
      // As they are spelled in the database: a journal's entries name their organization byte by byte.
      const { organization_id: organizationId, id: membershipId } = member;
      if (member.is_operator) {
        throw fieldInvalid(
          "member_is_operator",
          "membershipId",
          "This member is an operator: nobody impersonates those.",
        );
      }
      const now = ctx.clock.now();
      const expiresAt = new Date(now.getTime() + minutes * MINUTE_MS);
      await ctx.execute(
        `INSERT INTO impersonation (id, operator_user_id, operator_id, of_organization_id, membership_id, token_hash, reason,
           is_read_only, started_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          id,
          principal.userId,
          principal.operatorId,
          organizationId,
          membershipId,
          hash,
          reason,
          isReadOnly,
          now,
          expiresAt,
        ],
      );
      const data = { organizationId, membershipId, isReadOnly: String(isReadOnly), expiresAt: expiresAt.toISOString() };
      await this.tellBoth(ctx, organizationId, { kind: "impersonation.started", subject: subjectOf(id), data });
      return { id, token, slug: member.slug, expiresAt };
    });
  }

  /** Who was in a member's place in an organization, newest first: the last twenty times. */
  async listIn(operator: OperatorContext, organizationId: string): Promise<PastImpersonation[]> {
    return operator.onPlatform((ctx) =>
      ctx.query<PastImpersonation & Record<string, unknown>>(
        `${SEEN} WHERE i.of_organization_id = $1 ORDER BY i.started_at DESC, i.id DESC LIMIT ${LISTED_MAX}`,
        [organizationId, ctx.clock.now()],
      ),
    );
  }

  /** Ends one before its time. Safe to repeat: who ends what has ended changes nothing. */
  async end(operator: OperatorContext, id: string): Promise<void> {
    await operator.onPlatform((ctx) => this.endThose(ctx, "id = $2", [id]));
  }

  /**
   * Ends one before its time, whoever began it: its token opens nothing from the next request on. Safe to repeat.
   *
   * @throws NOT_FOUND for one that there never was.
   */
  async endNow(operator: OperatorContext, id: string): Promise<PastImpersonation> {
    return operator.onPlatform(async (ctx) => {
      if (!isUuid(id)) throw notFound("impersonation");
      await this.endThose(ctx, "id = $2", [id]);
      const [past] = await ctx.query<PastImpersonation & Record<string, unknown>>(`${SEEN} WHERE i.id = $1`, [
        id,
        ctx.clock.now(),
      ]);
      if (!past) throw notFound("impersonation");
      return past;
    });
  }

  /** Ends those whose time is over. Their tokens opened nothing any more already. */
  async endExpired(operator: OperatorContext): Promise<void> {
    await operator.onPlatform((ctx) =>
      this.endThose(
        ctx,
        `id IN (SELECT id FROM impersonation WHERE ended_at IS NULL AND expires_at <= $1
           ORDER BY expires_at LIMIT ${ENDED_AT_ONCE_MAX} FOR UPDATE SKIP LOCKED)`,
        [],
      ),
    );
  }

  private async endThose(ctx: TenantContext, which: string, values: unknown[]): Promise<void> {
    const ended = await ctx.query<EndedRow>(
      `UPDATE impersonation SET ended_at = least($1, expires_at) WHERE ended_at IS NULL AND ${which}
       RETURNING id, of_organization_id, membership_id, operator_id`,
      [ctx.clock.now(), ...values],
    );
    for (const row of ended) {
      const { id, of_organization_id: organizationId, membership_id: membershipId, operator_id: operatorId } = row;
      const data = { organizationId, membershipId, operatorId };
      await this.tellBoth(ctx, organizationId, { kind: "impersonation.ended", subject: subjectOf(id), data });
    }
  }

  private async tellBoth(ctx: TenantContext, organizationId: string, fact: JournalFact): Promise<void> {
    const { principal, origin } = ctx;
    await this.journal.appendIn(ctx.open, { organizationId, principal }, [fact]);
    await this.journal.appendIn(ctx.open, { organizationId: PLATFORM_ID, principal, origin }, [fact]);
  }
}

/** As operators look back at them; $2 is now. */
const SEEN = `
  SELECT i.id, o.email AS "operatorEmail", u.name AS "memberName", i.reason, i.is_read_only AS "isReadOnly",
    i.started_at AS "startedAt", i.expires_at AS "endsAt",
    coalesce(i.ended_at, CASE WHEN i.expires_at <= $2 THEN i.expires_at END) AS "endedAt"
  FROM impersonation i
  LEFT JOIN platform_user o ON o.id = i.operator_user_id
  LEFT JOIN membership m ON m.organization_id = i.of_organization_id AND m.id = i.membership_id
  LEFT JOIN platform_user u ON u.id = m.user_id`;

const subjectOf = (id: string) => ({ type: "impersonation", id });
