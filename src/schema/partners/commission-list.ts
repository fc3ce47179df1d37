import { ArgsType, Field, ID } from "type-graphql";

import { Commission, CommissionStatus } from "../../entities/partners/commission.entity.js";
import { DateTime } from "../common/date-time.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { equalTo, from, listOf, newestOrOldest, until, withId } from "../read/list.js";

export const CommissionConnection = listConnectionOf("Commission", () => Commission);
export type CommissionConnection = InstanceType<typeof CommissionConnection>;

@ArgsType()
export class CommissionListArgs extends OrderedPageArgs {
  @Field(() => ID, { nullable: true, description: "Only this partner's." })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only what this program pays." })
  programId?: string | null;

  @Field(() => CommissionStatus, { nullable: true, description: "Only those that stand so." })
  status?: CommissionStatus | null;

  @Field(() => DateTime, { nullable: true, description: "Only what was decided at this instant or later." })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Only what was decided before this instant." })
  until?: Date | null;
}

/** Commissions. A partner sees their own. */
export const COMMISSIONS = listOf({
  name: "commissions",
  entity: () => Commission,
  needs: ["commission:read", "commission:readOwn"],
  connection: CommissionConnection,
  args: CommissionListArgs,
  orders: newestOrOldest("createdAt"),
  filters: {
    partnerId: withId("partnerId"),
    programId: withId("programId"),
    status: equalTo("status"),
    from: from("createdAt"),
    until: until("createdAt"),
  },
});
