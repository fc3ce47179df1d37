import { ArgsType, Field } from "type-graphql";

import { Partner, PartnerStatus } from "../../entities/partners/partner.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { beginsWith, equalTo, listOf, oldestOrNewest } from "../read/list.js";

export const PartnerConnection = listConnectionOf("Partner", () => Partner);
export type PartnerConnection = InstanceType<typeof PartnerConnection>;

@ArgsType()
export class PartnerListArgs extends OrderedPageArgs {
  @Field(() => PartnerStatus, { nullable: true, description: "Only those who stand so." })
  status?: PartnerStatus | null;

  @Field(() => String, { nullable: true, description: "Only those whose name or address begins so." })
  search?: string | null;
}

/** Partners. */
export const PARTNERS = listOf({
  name: "partners",
  entity: () => Partner,
  needs: ["partner:read"],
  connection: PartnerConnection,
  args: PartnerListArgs,
  orders: oldestOrNewest("createdAt"),
  filters: { status: equalTo("status"), search: beginsWith("name", "email") },
});
