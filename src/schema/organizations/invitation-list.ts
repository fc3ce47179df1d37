import { ArgsType, Field } from "type-graphql";

import { Invitation, InvitationStatus } from "../../entities/organizations/invitation.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { equalTo, listOf, newestOrOldest } from "../read/list.js";
import { Role } from "./role.js";

export const InvitationConnection = listConnectionOf("Invitation", () => Invitation);
export type InvitationConnection = InstanceType<typeof InvitationConnection>;

@ArgsType()
export class InvitationListArgs extends OrderedPageArgs {
  @Field(() => InvitationStatus, { nullable: true, description: "Only those with this status." })
  status?: InvitationStatus | null;

  @Field(() => Role, { nullable: true, description: "Only those for this role." })
  role?: Role | null;
}

/** Invitations of the organization. */
export const INVITATIONS = listOf({
  name: "invitations",
  entity: () => Invitation,
  needs: ["invitation:read"],
  connection: InvitationConnection,
  args: InvitationListArgs,
  orders: newestOrOldest("createdAt"),
  filters: { status: equalTo("status"), role: equalTo("role") },
});
