import type { Partner } from "../../entities/partners/partner.entity.js";
import type { Permission } from "../../shared/permissions.js";
import type { Role } from "../../shared/role.js";
import { AppError, assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { UserContext } from "../../shared/user-context.js";
import type { OwnMembership } from "./own-memberships.js";
import { ownMemberships } from "./own-memberships.js";
import type { PartnerReadService } from "../partners/partner-read.service.js";

/** Who is signed in, in words. */
export interface ViewerDescription {
  kind: "member" | "partner" | "key";
  name: string;
  email: string | null;
  role: Role | null;
  partner: Partner | null;
}

/** Tells people who they are. */
export class ViewerService {
  constructor(
    private readonly partners: PartnerReadService,
    private readonly tenancy: "single" | "multi",
  ) {}

  /** What the viewer may do. Where there are many organizations, mail is the operators' affair and no owner's. */
  permissions({ permissions }: TenantContext): Permission[] {
    return [...permissions].filter((one) => one !== "mail:configure" || this.isOnlyOrganization);
  }

  /** Whether whoever is here is in the only organization of the installation. */
  get isOnlyOrganization(): boolean {
    return this.tenancy === "single";
  }

  /** Who a person is, in whatever organization. */
  async person(user: UserContext): Promise<{ name: string; email: string }> {
    const [row] = await user.query<{ name: string; email: string }>(
      "SELECT name, email FROM platform_user WHERE id = $1",
      [user.userId],
    );
    assert(row, "who is signed in is a user");
    return row;
  }

  /** Where the viewer may go; for partners and keys nowhere. */
  async memberships(ctx: TenantContext): Promise<OwnMembership[]> {
    const { principal } = ctx;
    // Where else a person is, is not for an operator in their place to know.
    if (principal.kind !== "member" || principal.impersonation) return [];
    return ownMemberships(ctx, principal.userId);
  }

  /** An events key is refused: it sends events and asks nothing (A-AUTH-11). */
  async describe(ctx: TenantContext): Promise<ViewerDescription> {
    const { principal } = ctx;
    switch (principal.kind) {
      case "member": {
        const [user] = await ctx.query<{ name: string; email: string }>(
          "SELECT name, email FROM platform_user WHERE id = $1",
          [principal.userId],
        );
        assert(user, "a member is a user");
        return { kind: "member", ...user, role: principal.role, partner: null };
      }
      case "partner": {
        const partner = await this.partners.get(ctx, principal.partnerId);
        return { kind: "partner", name: partner.name, email: partner.email, role: null, partner };
      }
      case "key": {
        if (!principal.scopes.includes("admin")) {
          throw new AppError("forbidden", "This key is for another program and cannot sign in.", {
            code: "scoped_key_not_for_portal",
          });
        }
        const [key] = await ctx.query<{ name: string }>("SELECT name FROM api_key WHERE id = $1", [principal.keyId]);
        assert(key, "a key that was authenticated is there");
        return { kind: "key", name: key.name, email: null, role: null, partner: null };
      }
      case "operator":
      case "system":
        throw new Error("Broken assumption: neither comes through an organization's door");
    }
  }
}
