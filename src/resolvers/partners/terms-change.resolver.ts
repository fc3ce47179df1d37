import { Arg, Authorized, Ctx, Mutation, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  AMEND_TERMS_REFUSALS,
  AmendTermsInput,
  AmendTermsPayload,
  AmendTermsResult,
  ClearTermsInput,
  ClearTermsPayload,
  ClearTermsResult,
} from "../../schema/partners/amend-terms.js";
import { storedRules } from "../../schema/partners/commission-rule-input.js";
import type { TermsService } from "../../services/partners/terms.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver()
export class TermsChangeResolver {
  constructor(private readonly terms: TermsService) {}

  @Authorized("terms:write")
  @Mutation(() => AmendTermsResult, {
    description: "Agrees terms with one partner: a new version. What they have earned stays as it is.",
  })
  amendTerms(
    @Arg("input", () => AmendTermsInput, { description: "The terms." }) input: AmendTermsInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof AmendTermsResult> {
    const { partnerId, programId, rules, holdbackDays, effectiveFrom } = input;
    return refusing(AMEND_TERMS_REFUSALS, async () => {
      const terms = await this.terms.amend(ctx, partnerId, programId, {
        rules: rules ? storedRules(rules) : rules,
        holdbackDays,
        effectiveFrom: effectiveFrom ?? undefined,
      });
      return build(AmendTermsPayload, { terms });
    });
  }

  @Authorized("terms:write")
  @Mutation(() => ClearTermsResult, { description: "Ends a partner's own terms: the program's apply from now on." })
  async clearTerms(
    @Arg("input", () => ClearTermsInput, { description: "Whose." }) { partnerId, programId }: ClearTermsInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ClearTermsResult> {
    return build(ClearTermsPayload, { terms: await this.terms.clear(ctx, partnerId, programId) });
  }
}
