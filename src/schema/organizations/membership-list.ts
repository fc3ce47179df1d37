import { ArgsType, Field } from "type-graphql";

import { Membership } from "../../entities/organizations/membership.entity.js";
import { Role } from "./role.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { equalTo, listOf, newestOrOldest } from "../read/list.js";

export const MembershipConnection = listConnectionOf("Membership", () => Membership);
export type MembershipConnection = InstanceType<typeof MembershipConnection>;

@ArgsType()
export class MembershipListArgs extends OrderedPageArgs {
  @Field(() => Role, { nullable: true, description: "Only members with this role." })
  role?: Role | null;
}

/** Members of the organization. */
export const MEMBERSHIPS = listOf({
  name: "memberships",
  entity: () => Membership,
  needs: ["member:read"],
  connection: MembershipConnection,
  args: MembershipListArgs,
  orders: newestOrOldest("createdAt"),
  filters: { role: equalTo("role") },
});
