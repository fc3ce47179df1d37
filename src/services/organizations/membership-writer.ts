import type { MembershipStatus } from "../../entities/organizations/membership.entity.js";
import type { AppErrorKind } from "../../shared/errors.js";
import { AppError, assert, notFound } from "../../shared/errors.js";
import { isUuid, newId } from "../../shared/ids.js";
import type { Role } from "../../shared/role.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import type { JournalFact } from "../audit/journal-fact.js";
import type { JournalKind } from "../audit/journal-kinds.js";
import type { MembershipRefusal, MembershipStep, Standing } from "./membership-rules.js";
import { concernsOwner, holdsSeat, stepOf } from "./membership-rules.js";
import { acquireSeat, releaseSeat } from "./seats.js";

/** Somebody who becomes a member. Whoever calls has made sure that the user exists, and that they may be added. */
export interface NewMembership {
  /** Absent: a new one. Who comes back keeps the one that they had. */
  id?: string;
  userId: string;
  role: Role;
  departmentLabel?: string | null | undefined;
  /** What a directory calls them; unique in the organization. */
  externalScimId?: string | null | undefined;
}

interface LockedRow extends Standing {
  id: string;
  user_id: string;
}

const REFUSALS: Record<MembershipRefusal, [AppErrorKind, string]> = {
  illegal_role_change: ["unprocessable", "Learners do not become experts, nor experts learners."],
  self_promotion: ["forbidden", "Nobody changes their own role."],
  own_membership: ["conflict", "This is your own membership: leave the organization instead."],
  last_owner: ["conflict", "An organization keeps an owner: make somebody else one first."],
  membership_ended: ["conflict", "This membership has ended. Add the person again instead."],
};

const STEP_KINDS: Record<MembershipStep["kind"], JournalKind> = {
  changeRole: "membership.roleChanged",
  suspend: "membership.suspended",
  reactivate: "membership.reactivated",
  remove: "membership.revoked",
  leave: "membership.revoked",
};

/**
 * The only writer of memberships, for every way in and out: added by hand, invited, signed up, joined by a directory. In
 * one transaction it keeps the rules, takes and frees the seat, keeps an owner, raises the person's generation and writes
 * the journal. It asks for no permission: whoever calls has. For a fresh proof it does ask, since only it knows, the rows
 * being locked, whether an owner comes or goes.
 *
 * Rows are locked in the order of their ids, memberships before seats before users, so that contenders wait and never
 * deadlock.
 */
export class MembershipWriter {
  constructor(private readonly journal: Journal) {}

  /**
   * Makes somebody a member; one who was removed gets their former membership back, with this role (C-MEM-12).
   *
   * @throws `member_exists` for who is a member already, also a suspended one; `seat_limit_reached`; `member_erased`.
   */
  add(ctx: TenantContext, given: NewMembership): Promise<{ membershipId: string; isNew: boolean }> {
    return ctx.transaction(async (ctx) => {
      const { id: made = newId(), userId, role, departmentLabel = null, externalScimId = null } = given;
      const now = ctx.clock.now();
      const seatAt = role === "LEARNER" ? now : null;
      const isNew =
        (await ctx.execute(
          `INSERT INTO membership (organization_id, id, user_id, role, department_label, external_scim_id, created_at, seat_assigned_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organization_id, user_id) DO NOTHING`,
          [ctx.organizationId, made, userId, role, departmentLabel, externalScimId, now, seatAt],
        )) > 0;
      const membershipId = isNew ? made : await this.takeBack(ctx, given, seatAt);
      if (role === "LEARNER") await acquireSeat(ctx);
      await raiseGeneration(ctx, userId);
      const kind = isNew ? "membership.created" : "membership.reactivated";
      await this.journal.append(ctx, [{ kind, subject: { type: "membership", id: membershipId }, data: { role } }]);
      return { membershipId, isNew };
    });
  }

  /**
   * Takes one step with a membership. Safe to repeat: a step that leaves it as it is changes nothing and says so.
   *
   * @throws NOT_FOUND, FORBIDDEN for somebody who is no owner any more, or what `stepOf` refuses; STEP_UP_REQUIRED where an
   *   owner is made or something is done to one.
   */
  step(ctx: TenantContext, membershipId: string, step: MembershipStep): Promise<{ hasChanged: boolean }> {
    return ctx.transaction(async (ctx) => {
      const locked = await this.lock(ctx, membershipId);
      if (step.kind !== "leave") requireOwner(ctx, locked);
      const isOwn = ctx.principal.kind === "member" && ctx.principal.membershipId === locked.target.id;
      const verdict = stepOf(locked.target, step, { isOwn, activeOwners: locked.owners.length });
      if (verdict.kind === "unchanged") return { hasChanged: false };
      if (verdict.kind === "refused") throw refusalOf(verdict.code);
      if (concernsOwner(locked.target, verdict.to)) await ctx.requireStepUp();
      await this.write(ctx, locked.target, verdict.to);
      await this.journal.append(ctx, [factOf(step, locked.target, verdict.to)]);
      return { hasChanged: true };
    });
  }

  /** Says which department somebody is in; null for none. Safe to repeat. */
  changeDepartment(ctx: TenantContext, membershipId: string, departmentLabel: string | null): Promise<void> {
    return ctx.transaction(async (ctx) => {
      const locked = await this.lock(ctx, membershipId);
      requireOwner(ctx, locked);
      if (locked.target.status === "REMOVED" || locked.target.status === "ERASED") throw refusalOf("membership_ended");
      const changed = await ctx.execute(
        "UPDATE membership SET department_label = $2 WHERE id = $1 AND department_label IS DISTINCT FROM $2",
        [membershipId, departmentLabel],
      );
      if (changed === 0) return;
      await raiseGeneration(ctx, locked.target.user_id);
      await this.journal.append(ctx, [
        { kind: "membership.departmentChanged", subject: { type: "membership", id: membershipId }, data: {} },
      ]);
    });
  }

  /**
   * Makes another active member an owner, and the owner who asks a maintainer, both or neither.
   *
   * @throws NOT_FOUND, FORBIDDEN for who is no owner, `own_membership`, or `membership_ended` for who is not active;
   *   STEP_UP_REQUIRED.
   */
  transferOwnership(ctx: TenantContext, membershipId: string): Promise<void> {
    return ctx.transaction(async (ctx) => {
      const { principal } = ctx;
      const { target, owners } = await this.lock(ctx, membershipId);
      const giver = owners.find(({ id }) => principal.kind === "member" && principal.membershipId === id);
      if (!giver) throw new AppError("forbidden", "Only an owner hands over their ownership.");
      if (giver.id === target.id) throw refusalOf("own_membership");
      if (target.status !== "ACTIVE") throw refusalOf("membership_ended");
      await ctx.requireStepUp();
      const [promoted, stepped] = [
        { role: "OWNER", status: "ACTIVE" },
        { role: "MAINTAINER", status: "ACTIVE" },
      ] as const;
      if (target.role !== "OWNER") await this.write(ctx, target, promoted);
      await this.write(ctx, giver, stepped);
      await this.journal.append(ctx, [
        ...(target.role === "OWNER" ? [] : [factOf({ kind: "changeRole", to: "OWNER" }, target, promoted)]),
        factOf({ kind: "changeRole", to: "MAINTAINER" }, giver, stepped),
        { kind: "ownership.transferred", subject: { type: "membership", id: target.id }, data: { from: giver.id } },
      ]);
    });
  }

  /** The membership and every active owner's, locked: whoever takes an owner away waits for others who do. */
  private async lock(ctx: TenantContext, membershipId: string): Promise<{ target: LockedRow; owners: LockedRow[] }> {
    const rows = isUuid(membershipId)
      ? await ctx.query<LockedRow>(
          `SELECT id, user_id, role, status FROM membership
           WHERE organization_id = $1 AND (id = $2 OR (role = 'OWNER' AND status = 'ACTIVE')) ORDER BY id FOR UPDATE`,
          [ctx.organizationId, membershipId],
        )
      : [];
    const target = rows.find(({ id }) => id === membershipId.toLowerCase());
    if (!target) throw notFound("membership");
    return { target, owners: rows.filter(({ role, status }) => role === "OWNER" && status === "ACTIVE") };
  }

  private async write(ctx: TenantContext, before: LockedRow, to: Standing): Promise<void> {
    const now = ctx.clock.now();
    const [had, has] = [holdsSeat(before), holdsSeat(to)];
    const written = await ctx.execute(
      `UPDATE membership SET role = $2, status = $3,
         revoked_at = CASE WHEN $3 IN ('REMOVED', 'ERASED') THEN coalesce(revoked_at, $4) END,
         seat_assigned_at = CASE WHEN $5 THEN coalesce(seat_assigned_at, $4) END
       WHERE id = $1`,
      [before.id, to.role, to.status, now, has],
    );
    assert(written === 1, "a locked membership is there");
    if (has && !had) await acquireSeat(ctx);
    if (had && !has) await releaseSeat(ctx);
    await raiseGeneration(ctx, before.user_id);
  }

  /** The former membership of somebody who was removed, as it is from now on. */
  private async takeBack(ctx: TenantContext, given: NewMembership, seatAt: Date | null): Promise<string> {
    const { userId, role, departmentLabel = null, externalScimId = null } = given;
    const [former] = await ctx.query<{ id: string; status: MembershipStatus }>(
      "SELECT id, status FROM membership WHERE organization_id = $1 AND user_id = $2 FOR UPDATE",
      [ctx.organizationId, userId],
    );
    assert(former, "what is in the way is there");
    if (former.status === "ERASED") {
      throw new AppError("conflict", "This person was erased and cannot come back.", { code: "member_erased" });
    }
    if (former.status !== "REMOVED") {
      throw new AppError("conflict", "This person is a member already.", { code: "member_exists" });
    }
    await ctx.execute(
      `UPDATE membership SET role = $2, status = 'ACTIVE', revoked_at = NULL, seat_assigned_at = $3,
         department_label = $4, external_scim_id = coalesce($5, external_scim_id) WHERE id = $1`,
      [former.id, role, seatAt, departmentLabel, externalScimId],
    );
    return former.id;
  }
}

/** Clients notice by it that what they know of the person's rights is out of date (C-MEM-16). */
async function raiseGeneration(ctx: TenantContext, userId: string): Promise<void> {
  await ctx.execute("UPDATE platform_user SET generation = generation + 1 WHERE id = $1", [userId]);
}

/** Whoever acts was an owner when the request came in; by now another owner may have changed that. */
function requireOwner({ principal }: TenantContext, { owners }: { owners: readonly LockedRow[] }): void {
  if (principal.kind !== "member" || owners.some(({ id }) => id === principal.membershipId)) return;
  throw new AppError("forbidden", "Only an owner manages members.");
}

function refusalOf(code: MembershipRefusal): AppError {
  const [kind, message] = REFUSALS[code];
  return new AppError(kind, message, { code });
}

const factOf = (step: MembershipStep, { id }: LockedRow, { role }: Standing): JournalFact => ({
  kind: STEP_KINDS[step.kind],
  subject: { type: "membership", id },
  data: step.kind === "changeRole" ? { role } : {},
});
