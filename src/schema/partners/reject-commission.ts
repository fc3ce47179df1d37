import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { Commission, CommissionStatus } from "../../entities/partners/commission.entity.js";
import { UserError } from "../common/user-error.js";

@InputType({ description: "Which commission to reject." })
export class RejectCommissionInput {
  @Field(() => ID, { description: "The commission's id." })
  commissionId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Rejected, now or before: it stays worth zero." })
export class RejectCommissionPayload {
  @Field(() => Commission, { description: "The commission as it is now." })
  commission!: Commission;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "It was reversed or paid: nothing is to reject.",
})
export class CommissionNotOpen extends UserError {
  override code = "COMMISSION_NOT_OPEN";
  override path: string[] | null = ["commissionId"];

  @Field(() => CommissionStatus, { description: "Where it stands." })
  status!: CommissionStatus;
}

export const RejectCommissionResult = createUnionType({
  name: "RejectCommissionResult",
  description: "The outcome of rejecting a commission.",
  types: () => [RejectCommissionPayload, CommissionNotOpen] as const,
});
