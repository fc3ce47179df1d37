import { Membership } from "../../entities/organizations/membership.entity.js";
import { assert } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import { plainNameOf } from "../../shared/plain-name.js";
import type { Role } from "../../shared/role.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import type { Gates } from "../platform/gates.js";
import { mailAddressOf } from "../platform/mail/mail-text.js";
import { requireOpenRoles } from "./gated-roles.js";
import type { MembershipStep } from "./membership-rules.js";
import type { MembershipWriter } from "./membership-writer.js";
import type { Seats } from "./seats.js";
import { limitSeats, readSeats } from "./seats.js";

/** A person as the one who adds them knows them. Whoever has an account keeps their own name. */
export interface AddedPerson {
  email: string;
  name: string;
  role: Role;
  departmentLabel?: string | null | undefined;
}

/** What members do about members. The rules stand in `membership-rules.ts`, the writing in `membership-writer.ts`. */
export class MembershipService {
  constructor(
    private readonly operator: OperatorContext,
    private readonly writer: MembershipWriter,
    private readonly journal: Journal,
    private readonly gates: Gates,
  ) {}

  /**
   * Makes a person a member at once, making the person if the address is new. Throws what `MembershipWriter.add` does, and
   * STEP_UP_REQUIRED for an owner.
   */
  async add(ctx: TenantContext, person: AddedPerson): Promise<Membership> {
    ctx.require("member:write");
    const email = mailAddressOf(person.email, ["email"]);
    const name = plainNameOf(person.name);
    const departmentLabel = departmentOf(person.departmentLabel);
    await requireOpenRoles(ctx, this.gates, [person.role]);
    if (person.role === "OWNER") await ctx.requireStepUp();
    return this.operator.asRegistrarFor(ctx, async (ctx) => {
      const { userId } = await ensureUser(ctx, { email, name });
      const { membershipId } = await this.writer.add(ctx, { userId, role: person.role, departmentLabel });
      return ctx.repo(Membership).get(membershipId);
    });
  }

  /** Gives a member another role. */
  async changeRole(ctx: TenantContext, membershipId: string, to: Role): Promise<Membership> {
    ctx.require("member:write");
    await requireOpenRoles(ctx, this.gates, [to]);
    return this.step(ctx, membershipId, { kind: "changeRole", to });
  }

  /** Keeps a member out until they are taken back. */
  suspend(ctx: TenantContext, membershipId: string): Promise<Membership> {
    return this.step(ctx, membershipId, { kind: "suspend" });
  }

  /** Takes a suspended member back. */
  reactivate(ctx: TenantContext, membershipId: string): Promise<Membership> {
    return this.step(ctx, membershipId, { kind: "reactivate" });
  }

  /** Ends a membership. Its row stays, and adding the person again brings it back. */
  remove(ctx: TenantContext, membershipId: string): Promise<Membership> {
    return this.step(ctx, membershipId, { kind: "remove" });
  }

  /** Says which department a member is in; null for none. */
  changeDepartment(ctx: TenantContext, membershipId: string, label: string | null): Promise<Membership> {
    ctx.require("member:write");
    const departmentLabel = departmentOf(label);
    return ctx.transaction(async (ctx) => {
      await this.writer.changeDepartment(ctx, membershipId, departmentLabel);
      return ctx.repo(Membership).get(membershipId);
    });
  }

  /** Makes another member an owner and the owner who asks a maintainer. */
  transferOwnership(ctx: TenantContext, membershipId: string): Promise<Membership> {
    ctx.require("member:transferOwnership");
    return ctx.transaction(async (ctx) => {
      await this.writer.transferOwnership(ctx, membershipId);
      return ctx.repo(Membership).get(membershipId);
    });
  }

  /** Ends one's own membership. Throws NOT_IN_THEIR_PLACE for an operator, who has a member removed by an owner. */
  async leave(ctx: TenantContext): Promise<void> {
    ctx.require("member:leave");
    ctx.requireThemselves();
    assert(ctx.principal.kind === "member", "only members hold the permission to leave");
    await this.writer.step(ctx, ctx.principal.membershipId, { kind: "leave" });
  }

  /** How many seats there are and how many are taken. */
  seats(ctx: TenantContext): Promise<Seats> {
    ctx.require("seat:read");
    return readSeats(ctx);
  }

  /** Sets how many seats there are, null for no limit. Safe to repeat. Throws `seats_invalid` and `seats_in_use`. */
  setSeatLimit(ctx: TenantContext, seatsTotal: number | null): Promise<Seats> {
    ctx.require("seat:write");
    return ctx.transaction(async (ctx) => {
      const before = await readSeats(ctx);
      await limitSeats(ctx, seatsTotal);
      if (before.seatsTotal !== seatsTotal) {
        const subject = { type: "organization", id: ctx.organizationId };
        await this.journal.append(ctx, [{ kind: "seatLimit.changed", subject, data: { seatsTotal } }]);
      }
      return readSeats(ctx);
    });
  }

  private step(ctx: TenantContext, membershipId: string, step: MembershipStep): Promise<Membership> {
    ctx.require("member:write");
    return ctx.transaction(async (ctx) => {
      await this.writer.step(ctx, membershipId, step);
      return ctx.repo(Membership).get(membershipId);
    });
  }
}

/** The platform's user with this address, made if there is none: as the registrar, who alone may. */
export async function ensureUser(
  ctx: TenantContext,
  { email, name }: { email: string; name: string },
): Promise<{ userId: string; isNew: boolean }> {
  const address = email.trim().toLowerCase();
  const made = await ctx.execute(
    "INSERT INTO platform_user (id, email, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [newId(), address, name, ctx.clock.now()],
  );
  const [user] = await ctx.query<{ id: string }>("SELECT id FROM platform_user WHERE email = $1", [address]);
  assert(user, "the user was just made");
  return { userId: user.id, isNew: made === 1 };
}

function departmentOf(label: string | null | undefined): string | null {
  const text = label?.trim() ?? "";
  return text === "" ? null : plainNameOf(text, "departmentLabel");
}
