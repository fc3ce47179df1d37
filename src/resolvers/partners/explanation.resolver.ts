import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";

import { Commission } from "../../entities/partners/commission.entity.js";
import { Event } from "../../entities/partners/event.entity.js";
import { Link } from "../../entities/partners/link.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { ExplainedTouch, Explanation } from "../../schema/partners/explanation.js";
import { describeExplanation } from "../../schema/partners/describe-explanation.js";
import type { CommissionExplanationService } from "../../services/partners/commission-explanation.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Loaders } from "../loaders.js";

@Resolver(() => Commission)
export class CommissionExplanationResolver {
  constructor(private readonly explanations: CommissionExplanationService) {}

  @FieldResolver(() => Explanation, { description: "Why this amount." })
  async explanation(@Root() commission: Commission, @Ctx("tenant") ctx: TenantContext): Promise<Explanation> {
    return describeExplanation(await this.explanations.explain(ctx, commission.id), ctx.principal);
  }
}

@Resolver(() => Explanation)
export class ExplanationResolver {
  @FieldResolver(() => Event, { description: "What was earned with." })
  event(@Root() explanation: Explanation, @Ctx("loaders") loaders: Loaders): Promise<Event> {
    return loaders.row(Event, explanation.eventId);
  }
}

@Resolver(() => ExplainedTouch)
export class ExplainedTouchResolver {
  @FieldResolver(() => Partner, {
    nullable: true,
    description: "Whose click it is; null where it is another partner's.",
  })
  async partner(@Root() touch: ExplainedTouch, @Ctx("loaders") loaders: Loaders): Promise<Partner | null> {
    return touch.partnerId === null ? null : loaders.row(Partner, touch.partnerId);
  }

  @FieldResolver(() => Program, {
    nullable: true,
    description: "For which program; null where it is another partner's.",
  })
  async program(@Root() touch: ExplainedTouch, @Ctx("loaders") loaders: Loaders): Promise<Program | null> {
    return touch.partnerId === null ? null : loaders.row(Program, touch.programId);
  }

  @FieldResolver(() => Link, { nullable: true, description: "Through which link; null where it is another partner's." })
  async link(@Root() touch: ExplainedTouch, @Ctx("loaders") loaders: Loaders): Promise<Link | null> {
    return touch.linkId === null ? null : loaders.row(Link, touch.linkId);
  }
}
