import type { Organization } from "../../entities/organizations/organization.entity.js";
import type { Role } from "../../shared/role.js";
import { AppError, assert } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { writeOrganization } from "./organization-creation.service.js";
import { checkedFounding } from "./organization-founding.js";

export interface NewOrganization {
  /** Absent: a new one. Single mode brings its constant. */
  id?: string;
  slug: string;
  name: string;
  timeZone?: string;
}

export interface NewMember {
  email: string;
  name: string;
  role: Role;
}

/** Makes organizations and the seats in them. */
export class OrganizationService {
  constructor(private readonly journal: Journal) {}

  /** Makes an organization, as the operator. A taken slug is a conflict, a reserved or ill-formed one is refused; both are typed. */
  async create(operator: OperatorContext, { id = newId(), ...given }: NewOrganization): Promise<Organization> {
    const founding = checkedFounding(given);
    return operator.asRegistrar(id, async (ctx) => {
      const organization = await writeOrganization(ctx, founding);
      await this.journal.append(ctx, [
        { kind: "organization.created", subject: { type: "organization", id }, data: { slug: founding.slug } },
      ]);
      return organization;
    });
  }

  /** Gives a person a seat, making the person if the address is new. A second seat for the same person is a conflict. */
  async addMember(
    operator: OperatorContext,
    organizationId: string,
    member: NewMember,
  ): Promise<{ membershipId: string; userId: string }> {
    return operator.asRegistrar(organizationId, (ctx) => this.joinIn(ctx, member));
  }

  /** Like `addMember`, in the registrar's open transaction. */
  async joinIn(
    ctx: TenantContext,
    member: NewMember,
  ): Promise<{ membershipId: string; userId: string; isNewUser: boolean }> {
    const { userId, isNew } = await ensureUser(ctx, member);
    const membershipId = await writeSeat(ctx, userId, member.role);
    await this.journal.append(ctx, [
      { kind: "membership.created", subject: { type: "membership", id: membershipId }, data: { role: member.role } },
    ]);
    return { membershipId, userId, isNewUser: isNew };
  }

  /** The seat that belongs to an address, in the registrar's open transaction. */
  async seatOf(
    ctx: TenantContext,
    email: string,
  ): Promise<{ membershipId: string; userId: string; role: Role; isActive: boolean } | undefined> {
    const [seat] = await ctx.query<{ membershipId: string; userId: string; role: Role; isActive: boolean }>(
      `SELECT m.id AS "membershipId", m.user_id AS "userId", m.role, m.revoked_at IS NULL AS "isActive"
       FROM membership m JOIN platform_user u ON u.id = m.user_id WHERE m.organization_id = $1 AND u.email = $2`,
      [ctx.organizationId, email],
    );
    return seat;
  }
}

/** Writes a person's seat. A second one for the same person is a conflict. As the registrar, in the organization. */
export async function writeSeat(ctx: TenantContext, userId: string, role: Role): Promise<string> {
  const membershipId = newId();
  const made = await ctx.execute(
    `INSERT INTO membership (organization_id, id, user_id, role, created_at)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [ctx.organizationId, membershipId, userId, role, ctx.clock.now()],
  );
  if (made === 0) throw new AppError("conflict", "This person is a member already.", { code: "member_exists" });
  return membershipId;
}

/** The platform's user with this address, made if there is none. */
async function ensureUser(ctx: TenantContext, { email, name }: NewMember): Promise<{ userId: string; isNew: boolean }> {
  const address = email.trim().toLowerCase();
  const made = await ctx.execute(
    "INSERT INTO platform_user (id, email, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [newId(), address, name, ctx.clock.now()],
  );
  const [user] = await ctx.query<{ id: string }>("SELECT id FROM platform_user WHERE email = $1", [address]);
  assert(user, "the user was just made");
  return { userId: user.id, isNew: made === 1 };
}
