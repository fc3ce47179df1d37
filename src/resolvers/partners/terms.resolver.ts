import { FieldResolver, Resolver, Root } from "type-graphql";

import { Terms } from "../../entities/partners/terms.entity.js";
import { CommissionRule, describeRule } from "../../schema/partners/commission-rule.js";

@Resolver(() => Terms)
export class TermsResolver {
  @FieldResolver(() => [CommissionRule], { nullable: true, description: "What they pay; null: what the program pays." })
  rules(@Root() terms: Terms): CommissionRule[] | null {
    return terms.rules?.map(describeRule) ?? null;
  }
}
