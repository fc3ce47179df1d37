import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, ID, Info, Query, Resolver } from "type-graphql";

import { Person } from "../../entities/partners/person.entity.js";
import { PEOPLE, PersonConnection, PersonListArgs } from "../../schema/partners/person-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";

@Resolver(() => Person)
export class PersonResolver {
  @Authorized("person:read")
  @Planned(PEOPLE)
  @Query(() => PersonConnection, { description: "People whose events are counted together, newest first." })
  people(
    @Args(() => PersonListArgs) args: PersonListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(PEOPLE, args, place);
  }

  @Authorized("person:read")
  @Planned(Person)
  @Query(() => Person, { nullable: true, description: "One person." })
  person(
    @Arg("id", () => ID, { description: "The person's id: the reference by which the journal speaks of them." })
    id: string,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Person, id, place);
  }
}
