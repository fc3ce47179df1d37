import { Authorized, Ctx, Query, Resolver } from "type-graphql";

import { Organization } from "../../entities/organizations/organization.entity.js";
import type { OrganizationReadService } from "../../services/organizations/organization-read.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(private readonly organizations: OrganizationReadService) {}

  @Authorized("organization:read")
  @Query(() => Organization, { description: "The organization that you are in." })
  organization(@Ctx("tenant") ctx: TenantContext): Promise<Organization> {
    return this.organizations.get(ctx);
  }
}
