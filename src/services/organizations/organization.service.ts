import { Organization } from "../../entities/organizations/organization.entity.js";
import type { Role } from "../../shared/role.js";
import { AppError, assert } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { checkedSlug } from "./organization-input.js";

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

  /** Makes an organization. A taken slug is a conflict, a reserved or ill-formed one is refused; both are typed. */
  async create(operator: OperatorContext, organization: NewOrganization): Promise<Organization> {
    const { id = newId(), slug, name, timeZone = "UTC" } = organization;
    checkedSlug(slug);
    return operator.asRegistrar(id, async (ctx) => {
      const createdAt = ctx.clock.now();
      const made = await ctx.execute(
        `INSERT INTO organization (id, slug, name, time_zone, created_at, capabilities)
         VALUES ($1, $2, $3, $4, $5, '{runsPartnerProgram}') ON CONFLICT DO NOTHING`,
        [id, slug, name, timeZone, createdAt],
      );
      if (made === 0) throw new AppError("conflict", "This slug is taken.", { code: "slug_taken", path: ["slug"] });
      await ctx.execute("INSERT INTO settings_head (organization_id) VALUES ($1)", [id]);
      await this.journal.append(ctx, [
        { kind: "organization.created", subject: { type: "organization", id }, data: { slug } },
      ]);
      return Object.assign(new Organization(), {
        id,
        slug,
        name,
        timeZone,
        createdAt,
        status: "active",
        capabilities: ["runsPartnerProgram"],
      });
    });
  }

  /** Gives a person a seat, making the person if the address is new. A second seat for the same person is a conflict. */
  async addMember(
    operator: OperatorContext,
    organizationId: string,
    member: NewMember,
  ): Promise<{ membershipId: string; userId: string }> {
    return operator.asRegistrar(organizationId, async (ctx) => {
      const userId = await ensureUser(ctx, member);
      const membershipId = newId();
      const made = await ctx.execute(
        `INSERT INTO membership (organization_id, id, user_id, role, created_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [organizationId, membershipId, userId, member.role, ctx.clock.now()],
      );
      if (made === 0) throw new AppError("conflict", "This person is a member already.", { code: "member_exists" });
      await this.journal.append(ctx, [
        { kind: "membership.created", subject: { type: "membership", id: membershipId }, data: { role: member.role } },
      ]);
      return { membershipId, userId };
    });
  }
}

/** The platform's user with this address, made if there is none. */
async function ensureUser(ctx: TenantContext, { email, name }: NewMember): Promise<string> {
  const address = email.trim().toLowerCase();
  await ctx.execute(
    "INSERT INTO platform_user (id, email, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [newId(), address, name, ctx.clock.now()],
  );
  const [user] = await ctx.query<{ id: string }>("SELECT id FROM platform_user WHERE email = $1", [address]);
  assert(user, "the user was just made");
  return user.id;
}
