import { ArgsType, Field } from "type-graphql";

import { Person } from "../../entities/partners/person.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { equalTo, listOf, newestOrOldest } from "../read/list.js";

export const PersonConnection = listConnectionOf("Person", () => Person);
export type PersonConnection = InstanceType<typeof PersonConnection>;

@ArgsType()
export class PersonListArgs extends OrderedPageArgs {
  @Field(() => String, { nullable: true, description: "Only who has this id at the organization." })
  userId?: string | null;
}

/** People whose events are counted together. */
export const PEOPLE = listOf({
  name: "people",
  entity: () => Person,
  needs: ["person:read"],
  connection: PersonConnection,
  args: PersonListArgs,
  orders: newestOrOldest("createdAt"),
  filters: { userId: equalTo("userId") },
});
