import { FieldResolver, Resolver, Root } from "type-graphql";

import { ProgramVersion } from "../../entities/partners/program-version.entity.js";
import { CommissionRule, describeRule } from "../../schema/partners/commission-rule.js";

@Resolver(() => ProgramVersion)
export class ProgramVersionResolver {
  @FieldResolver(() => [CommissionRule], { description: "What it pays to partners without terms of their own." })
  rules(@Root() version: ProgramVersion): CommissionRule[] {
    return version.rules.map(describeRule);
  }
}
