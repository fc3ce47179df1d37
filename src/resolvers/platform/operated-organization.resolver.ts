import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  OperatedMember,
  OperatedOrganization,
  OperatedOrganizationArgs,
  OperatedOrganizationConnection,
  OperatedOrganizationCounts,
  STEP_ORGANIZATION_REFUSALS,
  StepOrganizationInput,
  StepOrganizationPayload,
  StepOrganizationResult,
} from "../../schema/platform/operated-organization.js";
import type {
  DeskOrganization,
  OrganizationDeskService,
} from "../../services/platform/console/organization-desk.service.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import { OPERATOR } from "../../shared/permissions.js";

const seen = ({ id, slug, name, status, createdAt, memberCount, partnerCount, programCount }: DeskOrganization) =>
  build(OperatedOrganization, { id, slug, name, status, createdAt, memberCount, partnerCount, programCount });

@Resolver(() => OperatedOrganization)
export class OperatedOrganizationResolver {
  constructor(private readonly desk: OrganizationDeskService) {}

  @Authorized(OPERATOR)
  @Query(() => OperatedOrganizationConnection, { description: "Organizations, newest first. For operators." })
  async operatedOrganizations(
    @Args(() => OperatedOrganizationArgs) asked: OperatedOrganizationArgs,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<object> {
    const page = await this.desk.list(operator, asked);
    const { totalCount, isTotalCountExact } = page;
    const rows = page.rows.map(seen);
    const byId = new Map(page.rows.map((row) => [row.id, row]));
    const cursorOf = ({ id }: OperatedOrganization): string => {
      const row = byId.get(id);
      return row ? page.cursorOf(row) : "";
    };
    const connection = new OperatedOrganizationConnection({ ...page, rows, cursorOf });
    return Object.assign(connection, { totalCount, isTotalCountExact });
  }

  @Authorized(OPERATOR)
  @Query(() => OperatedOrganizationCounts, { description: "How many organizations stand where. For operators." })
  async operatedOrganizationCounts(@Ctx("operator") operator: OperatorContext): Promise<OperatedOrganizationCounts> {
    const counts = await this.desk.counts(operator);
    return build(OperatedOrganizationCounts, {
      pendingCount: counts.get("pending_verification") ?? 0,
      activeCount: counts.get("active") ?? 0,
      suspendedCount: counts.get("suspended") ?? 0,
      deactivatedCount: counts.get("deactivated") ?? 0,
    });
  }

  @Authorized(OPERATOR)
  @Query(() => OperatedOrganization, { description: "One organization. For operators." })
  async operatedOrganization(
    @Arg("id", () => ID, { description: "Which one." }) id: string,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<OperatedOrganization> {
    return seen(await this.desk.get(operator, id));
  }

  @Authorized(OPERATOR)
  @FieldResolver(() => [OperatedMember], { description: "Its members, by name: at most a hundred." })
  async members(
    @Root() { id }: OperatedOrganization,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<OperatedMember[]> {
    const members = await this.desk.members(operator, id);
    return members.map(({ membershipId, name, email, role }) =>
      build(OperatedMember, { id: membershipId, name, email, role }),
    );
  }

  @Authorized(OPERATOR)
  @Mutation(() => StepOrganizationResult, {
    description: "Verifies, suspends, resumes or deactivates an organization. Safe to repeat. For operators.",
  })
  stepOrganization(
    @Arg("input", () => StepOrganizationInput, { description: "Which, and what." }) input: StepOrganizationInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof StepOrganizationResult> {
    return refusing(STEP_ORGANIZATION_REFUSALS, async () =>
      build(StepOrganizationPayload, {
        organization: seen(await this.desk.step(operator, input.organizationId, input.step)),
      }),
    );
  }
}
