import { Organization } from "../../entities/organizations/organization.entity.js";
import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/** Reads the organization that somebody is in. */
export class OrganizationReadService {
  async get(ctx: TenantContext): Promise<Organization> {
    ctx.require("organization:read");
    const organization = await ctx.transaction((ctx) =>
      ctx.open.manager.findOneBy(Organization, { id: ctx.organizationId }),
    );
    assert(organization, "whoever is authenticated belongs to an organization");
    return organization;
  }
}
