import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { Commission, CommissionStatus } from "../../entities/partners/commission.entity.js";
import { DateTime } from "../common/date-time.js";
import { UserError } from "../common/user-error.js";

@InputType({ description: "Which commission to approve." })
export class ApproveCommissionInput {
  @Field(() => ID, { description: "The commission's id." })
  commissionId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Approved, now or before." })
export class ApproveCommissionPayload {
  @Field(() => Commission, { description: "The commission as it is now." })
  commission!: Commission;
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "The refund window is still open." })
export class CommissionOnHold extends UserError {
  override code = "COMMISSION_ON_HOLD";
  override path: string[] | null = ["commissionId"];

  @Field(() => DateTime, { description: "It can be approved from this instant on." })
  heldUntil!: Date;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "It was reversed, rejected or paid: nothing is to approve.",
})
export class CommissionNotHeld extends UserError {
  override code = "COMMISSION_NOT_HELD";
  override path: string[] | null = ["commissionId"];

  @Field(() => CommissionStatus, { description: "Where it stands." })
  status!: CommissionStatus;
}

export const ApproveCommissionResult = createUnionType({
  name: "ApproveCommissionResult",
  description: "The outcome of approving a commission.",
  types: () => [ApproveCommissionPayload, CommissionOnHold, CommissionNotHeld] as const,
});
