import type { MembershipStatus } from "../../../entities/organizations/membership.entity.js";
import type { OrganizationStatus } from "../../../entities/organizations/organization.entity.js";
import { notFound } from "../../../shared/errors.js";
import { isUuid, PLATFORM_ID } from "../../../shared/ids.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import type { Page } from "../../../shared/page.js";
import { requirePageWithin, TOTAL_COUNT_MAX } from "../../../shared/page-bounds.js";
import type { CursorCodec } from "../../../shared/cursor.js";
import { cursorInvalid } from "../../../shared/cursor.js";
import { principalId } from "../../../shared/principal.js";
import type { Role } from "../../../shared/role.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { readReason } from "../../identity/operators/operator-reason.js";
import type { LifecycleStep } from "../../organizations/organization-status.js";
import type { OrganizationLifecycleService } from "../../organizations/organization-lifecycle.service.js";

const SEARCH_LENGTH_MAX = 200;
const MEMBERS_MAX = 100;

/** An organization as operators see it: what it is and how much there is, nothing of what is in it. */
export interface DeskOrganization {
  id: string;
  slug: string;
  name: string;
  status: OrganizationStatus;
  /** What the operator said who brought it there. */
  statusReason: string | null;
  createdAt: Date;
  /** Each counted no further than 10,000. */
  memberCount: number;
  partnerCount: number;
  programCount: number;
  /** Seats of learners; without a total there is no limit. */
  seatsUsed: number;
  seatsTotal: number | null;
}

/** A membership, for whoever may impersonate its holder. */
export interface DeskMember {
  membershipId: string;
  name: string;
  email: string;
  role: Role;
  status: MembershipStatus;
  /** When they last signed in, wherever that was; null if they never did. */
  lastSignInAt: Date | null;
}

export interface DeskListAsked {
  search?: string | null | undefined;
  status?: OrganizationStatus | null | undefined;
  first: number;
  after?: string | null | undefined;
}

export interface CountedPage<Row> extends Page<Row> {
  totalCount: number;
  isTotalCountExact: boolean;
}

interface DeskRow {
  id: string;
  slug: string;
  name: string;
  status: OrganizationStatus;
  status_reason: string | null;
  created_at: Date;
  members: number;
  partners: number;
  programs: number;
  seats_used: number;
  seats_total: number | null;
}

const counted = (table: string, where: string): string =>
  `(SELECT count(*)::int FROM (SELECT FROM ${table} t WHERE t.organization_id = o.id ${where} LIMIT ${TOTAL_COUNT_MAX}) c)`;

const SELECT = `
  SELECT o.id, o.slug, o.name, o.status, o.status_reason, o.created_at, coalesce(s.seats_used, 0) AS seats_used, s.seats_total,
    ${counted("membership", "AND t.revoked_at IS NULL")} AS members,
    ${counted("partner", "AND t.revoked_at IS NULL")} AS partners,
    ${counted("program", "")} AS programs
  FROM organization o LEFT JOIN seat_budget s ON s.organization_id = o.id`;

/** Part of the slug or the name, without regard to case. */
const MATCHING = `($1::text IS NULL OR position($1 in o.slug) > 0 OR position($1 in lower(o.name)) > 0)
  AND ($2::text IS NULL OR o.status = $2)`;

/** What operators know of organizations and do with them. Everything it reads it reads in the operators' own role. */
export class OrganizationDeskService {
  constructor(
    private readonly cursors: CursorCodec,
    private readonly lifecycle: OrganizationLifecycleService,
  ) {}

  /** A page of organizations, newest first. */
  async list(operator: OperatorContext, asked: DeskListAsked): Promise<CountedPage<DeskOrganization>> {
    const { status = null, first, after } = asked;
    requirePageWithin(first);
    const search = asked.search?.trim().toLowerCase().replaceAll("\u0000", "").slice(0, SEARCH_LENGTH_MAX) || null;
    const binding = { purpose: "desk", organizationId: PLATFORM_ID, principalId: principalId(operator.principal) };
    const place = after == null ? null : placeOf(this.cursors.open(binding, after));
    return operator.onPlatform(async (ctx) => {
      const rows = await ctx.query<DeskRow>(
        `${SELECT} WHERE ${MATCHING} AND ($3::timestamptz IS NULL OR (o.created_at, o.id) < ($3, $4))
         ORDER BY o.created_at DESC, o.id DESC LIMIT $5`,
        [search, status, place?.createdAt ?? null, place?.id ?? null, first + 1],
      );
      const [total] = await ctx.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM (
           SELECT FROM organization o WHERE ${MATCHING} LIMIT ${TOTAL_COUNT_MAX + 1}) c`,
        [search, status],
      );
      const count = total?.count ?? 0;
      return {
        rows: rows.slice(0, first).map(organizationOf),
        hasNextPage: rows.length > first,
        hasPreviousPage: place !== null,
        cursorOf: ({ createdAt, id }: DeskOrganization) =>
          this.cursors.seal(binding, `${createdAt.toISOString()} ${id}`),
        totalCount: Math.min(count, TOTAL_COUNT_MAX),
        isTotalCountExact: count <= TOTAL_COUNT_MAX,
      };
    });
  }

  async get(operator: OperatorContext, id: string): Promise<DeskOrganization> {
    return operator.onPlatform((ctx) => one(ctx, id));
  }

  /** How many organizations stand where, each counted no further than 10,000. */
  counts(operator: OperatorContext): Promise<Map<OrganizationStatus, number>> {
    return operator.onPlatform(async (ctx) => {
      const rows = await ctx.query<{ status: OrganizationStatus; count: number }>(
        `SELECT status, (SELECT count(*)::int FROM (
             SELECT FROM organization o WHERE o.status = s.status LIMIT ${TOTAL_COUNT_MAX}) c) AS count
         FROM unnest(array['pending_verification', 'active', 'suspended', 'deactivated']) AS s (status)`,
      );
      return new Map(rows.map(({ status, count }) => [status, count]));
    });
  }

  /** A hundred of its members, whoever signed in last first, so that one can be impersonated (B-TEN-06). */
  async members(operator: OperatorContext, id: string): Promise<DeskMember[]> {
    return operator.onPlatform((ctx) =>
      ctx.query<DeskMember & Record<string, unknown>>(
        `SELECT m.id AS "membershipId", u.name, u.email, m.role, m.status, s.at AS "lastSignInAt"
         FROM membership m JOIN platform_user u ON u.id = m.user_id
         CROSS JOIN LATERAL (
           SELECT max(t.created_at) AS at FROM session t WHERE t.principal_kind = 'user' AND t.principal_id = u.id) s
         WHERE m.organization_id = $1 AND m.status IN ('ACTIVE', 'SUSPENDED')
         ORDER BY s.at DESC NULLS LAST, u.name, m.id LIMIT ${MEMBERS_MAX}`,
        [id],
      ),
    );
  }

  /**
   * Verifies, suspends, resumes or deactivates; in the organization's journal and the platform's. Safe to repeat. What stops
   * somebody's work needs a reason: `reason_invalid` without one.
   */
  async step(
    operator: OperatorContext,
    id: string,
    { step, reason }: { step: LifecycleStep; reason?: string | null | undefined },
  ): Promise<DeskOrganization> {
    const isReasonNeeded = step === "suspend" || step === "deactivate";
    const read = isReasonNeeded || reason ? readReason(reason ?? "") : null;
    // As it is spelled in the database: a journal's entries name their organization byte by byte.
    const { id: known } = await this.get(operator, id);
    await this.lifecycle.step(operator, known, step, read);
    return this.get(operator, known);
  }
}

async function one(ctx: TenantContext, id: string): Promise<DeskOrganization> {
  const [row] = isUuid(id) ? await ctx.query<DeskRow>(`${SELECT} WHERE o.id = $1`, [id]) : [];
  if (!row) throw notFound("organization");
  return organizationOf(row);
}

function placeOf(opened: string): { createdAt: Date; id: string } {
  const [createdAt = "", id = ""] = opened.split(" ");
  if (!isUuid(id)) throw cursorInvalid();
  return { createdAt: new Date(createdAt), id };
}

const organizationOf = (row: DeskRow): DeskOrganization => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  status: row.status,
  statusReason: row.status_reason,
  createdAt: row.created_at,
  memberCount: row.members,
  partnerCount: row.partners,
  programCount: row.programs,
  seatsUsed: row.seats_used,
  seatsTotal: row.seats_total,
});
