import type { GraphQLResolveInfo } from "graphql";
import { Args, Authorized, Ctx, Info, Query, Resolver } from "type-graphql";

import { ApiKey } from "../../entities/identity/api-key.entity.js";
import { API_KEYS, ApiKeyConnection, ApiKeyListArgs } from "../../schema/identity/api-key-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Authorized("apiKey:read")
  @Planned(API_KEYS)
  @Query(() => ApiKeyConnection, { description: "Keys for machines, newest first; revoked ones too." })
  apiKeys(
    @Args(() => ApiKeyListArgs) args: ApiKeyListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(API_KEYS, args, place);
  }
}
