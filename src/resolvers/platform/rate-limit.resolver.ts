import { Ctx, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { RateLimit } from "../../schema/platform/rate-limit.js";
import { assert } from "../../shared/errors.js";
import type { GraphContext } from "../graph-context.js";

@Resolver(() => RateLimit)
export class RateLimitResolver {
  @Query(() => RateLimit, { description: "Where you stand. `extensions.cost` of every answer says it as well." })
  rateLimit(@Ctx() { spending }: GraphContext): RateLimit {
    assert(spending, "whoever asks pays");
    return build(RateLimit, spending.standing());
  }
}
