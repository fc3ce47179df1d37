import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  OperatedImpersonation,
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
import type { ImpersonationService } from "../../services/identity/operators/impersonation.service.js";
import type {
  DeskOrganization,
  OrganizationDeskService,
} from "../../services/platform/console/organization-desk.service.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import { OPERATOR } from "../../shared/permissions.js";

const seen = (organization: DeskOrganization): OperatedOrganization => build(OperatedOrganization, organization);

@Resolver(() => OperatedOrganization)
export class OperatedOrganizationResolver {
  constructor(
    private readonly desk: OrganizationDeskService,
    private readonly impersonationService: ImpersonationService,
  ) {}

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
  @FieldResolver(() => [OperatedMember], {
    description: "Its members, whoever signed in last first: at most a hundred.",
  })
  async members(
    @Root() { id }: OperatedOrganization,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<OperatedMember[]> {
    const members = await this.desk.members(operator, id);
    return members.map(({ membershipId, ...member }) => build(OperatedMember, { id: membershipId, ...member }));
  }

  @Authorized(OPERATOR)
  @FieldResolver(() => [OperatedImpersonation], {
    description: "Who was in a member's place there, newest first: the last twenty times.",
  })
  async impersonations(
    @Root() { id }: OperatedOrganization,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<OperatedImpersonation[]> {
    const past = await this.impersonationService.listIn(operator, id);
    return past.map((one) => build(OperatedImpersonation, one));
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
        organization: seen(await this.desk.step(operator, input.organizationId, input)),
      }),
    );
  }
}
