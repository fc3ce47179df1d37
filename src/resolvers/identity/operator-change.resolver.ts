import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  DEACTIVATE_OPERATOR_REFUSALS,
  DeactivateOperatorInput,
  DeactivateOperatorPayload,
  DeactivateOperatorResult,
  EndImpersonationInput,
  EndImpersonationPayload,
  EndImpersonationResult,
  IMPERSONATE_MEMBER_REFUSALS,
  ImpersonateMemberInput,
  ImpersonateMemberPayload,
  ImpersonateMemberResult,
  INVITE_OPERATOR_REFUSALS,
  InviteOperatorInput,
  InviteOperatorPayload,
  InviteOperatorResult,
} from "../../schema/identity/operator-change.js";
import { Operator } from "../../schema/identity/operator.js";
import { OperatedImpersonation } from "../../schema/platform/operated-organization.js";
import type { ImpersonationService } from "../../services/identity/operators/impersonation.service.js";
import type { OperatorInvitation } from "../../services/identity/operators/operator-invitation.js";
import type { OperatorService } from "../../services/identity/operators/operator.service.js";
import { AppError } from "../../shared/errors.js";
import { OPERATOR } from "../../shared/permissions.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { GraphContext } from "../graph-context.js";
import { operatorOf } from "./operator.resolver.js";

@Resolver()
export class OperatorChangeResolver {
  constructor(
    private readonly people: OperatorService,
    private readonly invitations: OperatorInvitation,
    private readonly impersonations: ImpersonationService,
    private readonly homeOf: (slug: string) => string,
  ) {}

  @Authorized(OPERATOR)
  @Query(() => [Operator], {
    description: "Who is an operator or was one, by address: at most two hundred. For operators.",
  })
  async operators(@Ctx("operator") operator: OperatorContext): Promise<Operator[]> {
    return (await this.people.list(operator)).map(operatorOf);
  }

  @Authorized(OPERATOR)
  @Mutation(() => InviteOperatorResult, { description: "Makes somebody an operator at once. For operators." })
  inviteOperator(
    @Arg("input", () => InviteOperatorInput, { description: "Who." }) input: InviteOperatorInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof InviteOperatorResult> {
    return refusing(INVITE_OPERATOR_REFUSALS, async () => {
      const { person, link, isLinkOneTime } = await this.invitations.invite(operator, input);
      return build(InviteOperatorPayload, { operator: operatorOf(person), link, isLinkOneTime });
    });
  }

  @Authorized(OPERATOR)
  @Mutation(() => DeactivateOperatorResult, {
    description: "Takes from somebody what makes them an operator, at once. Safe to repeat. For operators.",
  })
  deactivateOperator(
    @Arg("input", () => DeactivateOperatorInput, { description: "Who." }) { operatorId }: DeactivateOperatorInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof DeactivateOperatorResult> {
    return refusing(DEACTIVATE_OPERATOR_REFUSALS, async () =>
      build(DeactivateOperatorPayload, { operator: operatorOf(await this.people.deactivate(operator, operatorId)) }),
    );
  }

  @Authorized(OPERATOR)
  @Mutation(() => ImpersonateMemberResult, {
    description:
      "Steps into a member's place for a while, to look on unless more is asked for. Both journals say so. For operators.",
  })
  impersonateMember(
    @Arg("input", () => ImpersonateMemberInput, { description: "Whom, and why." }) input: ImpersonateMemberInput,
    @Ctx() { answer, operator }: GraphContext,
  ): Promise<typeof ImpersonateMemberResult> {
    if (!answer.beginSession) throw new AppError("badRequest", "Over HTTP: a socket cannot carry a cookie.");
    const { organizationId, membershipId, reason, minutes, canChange } = input;
    return refusing(IMPERSONATE_MEMBER_REFUSALS, async () => {
      const asked = { organizationId, membershipId, reason, minutes: minutes ?? undefined, isReadOnly: !canChange };
      const { token, slug, expiresAt } = await this.impersonations.start(operator, asked);
      answer.beginSession?.(token);
      return build(ImpersonateMemberPayload, { url: this.homeOf(slug), endsAt: expiresAt });
    });
  }

  @Authorized(OPERATOR)
  @Mutation(() => EndImpersonationResult, {
    description:
      "Ends an operator's time in a member's place before it ends by itself, whoever began it. Safe to repeat. For operators.",
  })
  async endImpersonation(
    @Arg("input", () => EndImpersonationInput, { description: "Which." }) input: EndImpersonationInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof EndImpersonationResult> {
    const ended = await this.impersonations.endNow(operator, input.impersonationId);
    return build(EndImpersonationPayload, { impersonation: build(OperatedImpersonation, ended) });
  }
}
