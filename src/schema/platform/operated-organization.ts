import { ArgsType, Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { MembershipStatus } from "../../entities/organizations/membership.entity.js";
import type { MembershipStatus as StoredMembershipStatus } from "../../entities/organizations/membership.entity.js";
import { OrganizationStatus } from "../../entities/organizations/organization.entity.js";
import type { OrganizationStatus as StoredStatus } from "../../entities/organizations/organization.entity.js";
import type { LifecycleStep as StoredStep } from "../../services/organizations/organization-status.js";
import { listConnectionOf } from "../common/connection.js";
import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { graphEnum } from "../common/graph-enum.js";
import { PageArgs } from "../common/page-args.js";
import type { Role as StoredRole } from "../../shared/role.js";
import { OrganizationName } from "../organizations/organization-name.js";
import { Role } from "../organizations/role.js";

export const LifecycleStep = graphEnum<StoredStep>("LifecycleStep", "What is done to an organization's standing.", {
  verify: "It waits for this to begin its work.",
  suspend: "It stops: its links lead on, and nothing is recorded.",
  resume: "It goes on.",
  deactivate: "It ends for good; its rows remain.",
});

@ObjectType({ simpleResolvers: true, description: "A membership of an organization, as operators see it." })
export class OperatedMember {
  @Field(() => ID, { description: "The membership's id." })
  id!: string;

  @Field(() => String, { description: "The person's name." })
  name!: string;

  @Field(() => String, { description: "The person's address." })
  email!: string;

  @Field(() => Role, { description: "What they may do." })
  role!: StoredRole;

  @Field(() => MembershipStatus, { description: "Where the membership stands." })
  status!: StoredMembershipStatus;

  @Field(() => DateTime, { nullable: true, description: "When they last signed in, wherever; null if they never did." })
  lastSignInAt!: Date | null;
}

@ObjectType({ simpleResolvers: true, description: "A time that an operator was in a member's place." })
export class OperatedImpersonation {
  @Field(() => ID, { description: "As both journals name it." })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: "The operator's address; null for one who is not known any more.",
  })
  operatorEmail!: string | null;

  @Field(() => String, { nullable: true, description: "The member's name; null for one who is not known any more." })
  memberName!: string | null;

  @Field(() => String, { description: "Why. Operators see it, the organization does not." })
  reason!: string;

  @Field(() => Boolean, { description: "Whether the operator could only look." })
  isReadOnly!: boolean;

  @Field(() => DateTime, { description: "When it began." })
  startedAt!: Date;

  @Field(() => DateTime, { description: "When it ends by itself." })
  endsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it ended; null while it lasts." })
  endedAt!: Date | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "An organization as operators see it: what it is and how much there is, nothing of what is in it.",
})
export class OperatedOrganization extends OrganizationName {
  @Field(() => OrganizationStatus, { description: "Where it stands." })
  status!: StoredStatus;

  @Field(() => String, { nullable: true, description: "Why, as the operator said who brought it there." })
  statusReason!: string | null;

  @Field(() => DateTime, { description: "When it was created." })
  createdAt!: Date;

  @Field(() => Int, { description: "Its members, counted no further than 10,000." })
  memberCount!: number;

  @Field(() => Int, { description: "Its partners that are not revoked, counted no further than 10,000." })
  partnerCount!: number;

  @Field(() => Int, { description: "Its programs, counted no further than 10,000." })
  programCount!: number;

  @Field(() => Int, { description: "Its seats that learners have." })
  seatsUsed!: number;

  @Field(() => Int, { nullable: true, description: "How many learners it may have; null for no limit." })
  seatsTotal!: number | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "How many organizations stand where, each counted no further than 10,000.",
})
export class OperatedOrganizationCounts {
  @Field(() => Int, { description: "Waiting to be verified." })
  pendingCount!: number;

  @Field(() => Int, { description: "At work." })
  activeCount!: number;

  @Field(() => Int, { description: "Suspended." })
  suspendedCount!: number;

  @Field(() => Int, { description: "Ended." })
  deactivatedCount!: number;
}

export const OperatedOrganizationConnection = listConnectionOf("OperatedOrganization", () => OperatedOrganization);
export type OperatedOrganizationConnection = InstanceType<typeof OperatedOrganizationConnection>;

@ArgsType()
export class OperatedOrganizationArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: "Part of the name or slug, without regard to case." })
  search?: string | null;

  @Field(() => OrganizationStatus, { nullable: true, description: "Only those that stand there." })
  status?: StoredStatus | null;
}

@InputType({ description: "What is done to an organization's standing." })
export class StepOrganizationInput {
  @Field(() => ID, { description: "Which organization." })
  organizationId!: string;

  @Field(() => LifecycleStep, { description: "What." })
  step!: StoredStep;

  @Field(() => String, {
    nullable: true,
    description: "Why, in 3 to 500 characters on one line. Needed to suspend and to deactivate; only operators see it.",
  })
  reason?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Done, now or before." })
export class StepOrganizationPayload {
  @Field(() => OperatedOrganization, { description: "The organization as it is now." })
  organization!: OperatedOrganization;
}

export const STEP_ORGANIZATION_REFUSALS = {
  illegal_status: FieldInvalid,
  reason_invalid: FieldInvalid,
  organization_has_children: FieldInvalid,
} as const;

export const StepOrganizationResult = createUnionType({
  name: "StepOrganizationResult",
  description: "The outcome of a step.",
  types: () => [StepOrganizationPayload, FieldInvalid] as const,
});
