import { ArgsType, Field } from "type-graphql";

import { Partner, PartnerStatus } from "../../entities/partners/partner.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import type { Filter } from "../read/list.js";
import { beginsWith, equalTo, listOf, oldestOrNewest } from "../read/list.js";

export const PartnerConnection = listConnectionOf("Partner", () => Partner);
export type PartnerConnection = InstanceType<typeof PartnerConnection>;

@ArgsType()
export class PartnerListArgs extends OrderedPageArgs {
  @Field(() => PartnerStatus, { nullable: true, description: "Only those who stand so." })
  status?: PartnerStatus | null;

  @Field(() => String, {
    nullable: true,
    description: "Only those of whose name a word begins so, or whose address does; in whatever case.",
  })
  search?: string | null;
}

/** People look for "Bench" and mean "The Quiet Bench"; several words must follow each other as in the name. */
const named: Filter = {
  sql: (row, value) =>
    `(strpos(' ' || lower(${row("name")}), ' ' || lower(${value})) > 0 OR ${beginsWith("email").sql(row, value)})`,
  type: "text",
};

/** Partners. */
export const PARTNERS = listOf({
  name: "partners",
  entity: () => Partner,
  needs: ["partner:read"],
  connection: PartnerConnection,
  args: PartnerListArgs,
  orders: oldestOrNewest("createdAt"),
  filters: { status: equalTo("status"), search: named },
});
