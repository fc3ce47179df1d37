import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";

import { CAPABILITIES } from "../../entities/organizations/organization.entity.js";
import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  CREATE_ORGANIZATION_REFUSALS,
  CreateOrganizationInput,
  CreateOrganizationPayload,
  CreateOrganizationResult,
} from "../../schema/organizations/create-organization.js";
import { ListedOrganization } from "../../schema/organizations/listed-organization.js";
import { imageUrl } from "../../schema/organizations/organization-settings.js";
import { OrganizationTreeNode } from "../../schema/organizations/organization-tree.js";
import type { SessionService } from "../../services/identity/session.service.js";
import type { OrganizationCreationService } from "../../services/organizations/organization-creation.service.js";
import { listedOrganizations } from "../../services/organizations/explore.service.js";
import { organizationTree } from "../../services/organizations/organization-tree.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { UserContext } from "../../shared/user-context.js";

@Resolver()
export class OrganizationCreationResolver {
  constructor(
    private readonly creation: OrganizationCreationService,
    private readonly operator: OperatorContext,
    private readonly sessions: SessionService,
  ) {}

  @Mutation(() => CreateOrganizationResult, {
    description:
      "Makes an organization, with its billing account and you as its owner, or nothing of it. Afterwards you are in it, unless it has to wait for an operator.",
  })
  createOrganization(
    @Arg("input", () => CreateOrganizationInput, { description: "The organization." }) input: CreateOrganizationInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof CreateOrganizationResult> {
    return refusing(CREATE_ORGANIZATION_REFUSALS, async () => {
      const { name, slug, parentId, timeZone, fundingMode, currency } = input;
      const { description, industry, website, sizeBucket } = input;
      const { id, status } = await this.creation.create(this.operator, user, {
        name,
        slug,
        parentId,
        timeZone: timeZone ?? undefined,
        fundingMode: fundingMode ?? undefined,
        currency: currency ?? undefined,
        details: withoutAbsent({ description, industry, website, sizeBucket }),
        // A partner program unless it is said to run none.
        capabilities: CAPABILITIES.filter((one) => input[one] ?? one === "runsPartnerProgram"),
      });
      const membership = status === "active" ? await this.sessions.switchOrganization(user, id) : null;
      return build(CreateOrganizationPayload, { status, membership });
    });
  }

  @Authorized("organization:readSettings")
  @Query(() => [OrganizationTreeNode], {
    description: "Your organization with all above and all below it, from the top: at most 1,000.",
  })
  async organizationTree(@Ctx("tenant") ctx: TenantContext): Promise<OrganizationTreeNode[]> {
    const nodes = await organizationTree(ctx);
    return nodes.map((node) => build(OrganizationTreeNode, { ...node, isOwn: node.id === ctx.organizationId }));
  }

  @Query(() => [ListedOrganization], {
    description: "Organizations that let themselves be found, by name: at most 100. For anybody who signs in.",
  })
  async exploreOrganizations(
    @Arg("search", () => String, { nullable: true, description: "Part of a name, a slug or an industry." })
    search: string | null,
    @Ctx("user") user: UserContext,
  ): Promise<ListedOrganization[]> {
    const listed = await listedOrganizations(user, search ?? "");
    return listed.map(({ logo, ...one }) => build(ListedOrganization, { ...one, logoUrl: imageUrl(logo) }));
  }
}

const withoutAbsent = <Given extends object>(given: Given) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Given]?: Exclude<Given[Name], undefined>;
  };
