import { ArgsType, Field, ID } from "type-graphql";

import { Link } from "../../entities/partners/link.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { listOf, newestOrOldest, withId } from "../read/list.js";

export const LinkConnection = listConnectionOf("Link", () => Link);
export type LinkConnection = InstanceType<typeof LinkConnection>;

@ArgsType()
export class LinkListArgs extends OrderedPageArgs {
  @Field(() => ID, { nullable: true, description: "Only this partner's." })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only those to this program." })
  programId?: string | null;
}

/** Links. A partner sees their own. */
export const LINKS = listOf({
  name: "links",
  entity: () => Link,
  needs: ["link:read"],
  connection: LinkConnection,
  args: LinkListArgs,
  orders: newestOrOldest("createdAt"),
  filters: { partnerId: withId("partnerId"), programId: withId("programId") },
});
