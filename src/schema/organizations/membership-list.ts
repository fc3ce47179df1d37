import { ArgsType, Field } from "type-graphql";

import { Membership, MembershipStatus } from "../../entities/organizations/membership.entity.js";
import { Role } from "./role.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import type { Filter } from "../read/list.js";
import { equalTo, listOf, newestOrOldest } from "../read/list.js";

export const MembershipConnection = listConnectionOf("Membership", () => Membership);
export type MembershipConnection = InstanceType<typeof MembershipConnection>;

@ArgsType()
export class MembershipListArgs extends OrderedPageArgs {
  @Field(() => Role, { nullable: true, description: "Only members with this role." })
  role?: Role | null;

  @Field(() => MembershipStatus, { nullable: true, description: "Only where the membership stands so." })
  status?: MembershipStatus | null;

  @Field(() => String, { nullable: true, description: "Only members whose name or address begins with this." })
  search?: string | null;
}

/** Rows whose person's name or address begins with the text, in whatever case, found by an index (`lookup`). */
const ofPerson: Filter = {
  sql: (row, value) => `${row("userId")} IN (SELECT lookup.members_beginning(${value}))`,
  type: "text",
};

/** Members of the organization. */
export const MEMBERSHIPS = listOf({
  name: "memberships",
  entity: () => Membership,
  needs: ["member:read"],
  connection: MembershipConnection,
  args: MembershipListArgs,
  orders: newestOrOldest("createdAt"),
  filters: { role: equalTo("role"), status: equalTo("status"), search: ofPerson },
});
