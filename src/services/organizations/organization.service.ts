import type { MembershipStatus } from "../../entities/organizations/membership.entity.js";
import type { Organization } from "../../entities/organizations/organization.entity.js";
import type { Role } from "../../shared/role.js";
import { newId } from "../../shared/ids.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { ensureUser } from "./membership.service.js";
import type { MembershipWriter } from "./membership-writer.js";
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
  constructor(
    private readonly journal: Journal,
    private readonly memberships: MembershipWriter,
  ) {}

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

  /** Makes a person a member, making the person if the address is new. A second membership of the same person is a conflict. */
  async addMember(
    operator: OperatorContext,
    organizationId: string,
    member: NewMember,
  ): Promise<{ membershipId: string; userId: string }> {
    return operator.asRegistrar(organizationId, (ctx) => this.joinIn(ctx, member));
  }

  /** Like `addMember`, in the registrar's open transaction. Throws what `MembershipWriter.add` does. */
  async joinIn(
    ctx: TenantContext,
    member: NewMember,
  ): Promise<{ membershipId: string; userId: string; isNewUser: boolean }> {
    const { userId, isNew } = await ensureUser(ctx, member);
    const { membershipId } = await this.memberships.add(ctx, { userId, role: member.role });
    return { membershipId, userId, isNewUser: isNew };
  }

  /** The membership of the person of an address, in the registrar's open transaction. */
  async membershipOf(
    ctx: TenantContext,
    email: string,
  ): Promise<{ membershipId: string; userId: string; role: Role; status: MembershipStatus } | undefined> {
    const [membership] = await ctx.query<{
      membershipId: string;
      userId: string;
      role: Role;
      status: MembershipStatus;
    }>(
      `SELECT m.id AS "membershipId", m.user_id AS "userId", m.role, m.status
       FROM membership m JOIN platform_user u ON u.id = m.user_id WHERE m.organization_id = $1 AND u.email = $2`,
      [ctx.organizationId, email],
    );
    return membership;
  }
}
