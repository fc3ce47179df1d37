import { Arg, Authorized, Ctx, Mutation, Resolver } from "type-graphql";

import { Partner } from "../../entities/partners/partner.entity.js";
import { build } from "../../schema/common/build.js";
import { FieldInvalid } from "../../schema/common/field-invalid.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  CREATE_LINK_REFUSALS,
  CreateLinkInput,
  CreateLinkPayload,
  CreateLinkResult,
} from "../../schema/partners/create-link.js";
import {
  CREATE_PARTNER_REFUSALS,
  CreatePartnerInput,
  CreatePartnerPayload,
  CreatePartnerResult,
} from "../../schema/partners/create-partner.js";
import {
  ReinstatePartnerInput,
  ReinstatePartnerPayload,
  ReinstatePartnerResult,
  RevokePartnerInput,
  RevokePartnerPayload,
  RevokePartnerResult,
} from "../../schema/partners/revoke-partner.js";
import { linkWriting } from "../../services/partners/link.service.js";
import type { LinkService } from "../../services/partners/link.service.js";
import type { PartnerService } from "../../services/partners/partner.service.js";
import type { IdempotencyService } from "../../services/platform/idempotency.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver()
export class PartnerChangeResolver {
  constructor(
    private readonly partners: PartnerService,
    private readonly links: LinkService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Authorized("partner:write")
  @Mutation(() => CreatePartnerResult, { description: "Makes an active partner. Sends nothing to them." })
  createPartner(
    @Arg("input", () => CreatePartnerInput, { description: "The partner." }) input: CreatePartnerInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof CreatePartnerResult> {
    const { idempotencyKey: key, ...given } = input;
    return refusing(CREATE_PARTNER_REFUSALS, async () => {
      const asked = { key, operation: "createPartner", request: given, needs: "partner:write" } as const;
      const partner = await this.idempotency.once(ctx, asked, {
        make: (ctx, id) => this.partners.create(ctx, { ...given, id }),
        recall: (ctx, id) => ctx.repo(Partner).get(id),
      });
      return build(CreatePartnerPayload, { partner });
    });
  }

  @Authorized("partner:write")
  @Mutation(() => RevokePartnerResult, {
    description:
      "Revokes a partner: their sessions end, their links redirect and earn nothing. What they earned stays. Safe to repeat.",
  })
  revokePartner(
    @Arg("input", () => RevokePartnerInput, { description: "Which one, and why." })
    { partnerId, reason }: RevokePartnerInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RevokePartnerResult> {
    return refusing({ reason_invalid: FieldInvalid }, async () =>
      build(RevokePartnerPayload, { partner: await this.partners.revoke(ctx, partnerId, reason ?? null) }),
    );
  }

  @Authorized("partner:reinstate")
  @Mutation(() => ReinstatePartnerResult, {
    description: "Takes a revoked partner back, for events recorded from now on. Safe to repeat.",
  })
  async reinstatePartner(
    @Arg("input", () => ReinstatePartnerInput, { description: "Which one." }) { partnerId }: ReinstatePartnerInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ReinstatePartnerResult> {
    return build(ReinstatePartnerPayload, { partner: await this.partners.reinstate(ctx, partnerId) });
  }

  @Authorized("link:write", "link:writeOwn")
  @Mutation(() => CreateLinkResult, {
    description:
      "Makes a partner's link to a program. A partner makes their own, to open programs that they have a link to.",
  })
  createLink(
    @Arg("input", () => CreateLinkInput, { description: "The link." }) input: CreateLinkInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof CreateLinkResult> {
    const { idempotencyKey: key, ...given } = input;
    return refusing(CREATE_LINK_REFUSALS, async () => {
      const asked = { key, operation: "createLink", request: given, needs: linkWriting(ctx) } as const;
      const link = await this.idempotency.once(ctx, asked, {
        make: (ctx, id) => this.links.create(ctx, { ...given, id, key: given.key ?? undefined }),
        recall: (ctx, id) => this.links.made(ctx, id),
      });
      return build(CreateLinkPayload, { link });
    });
  }
}
