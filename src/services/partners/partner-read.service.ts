import { Partner } from "../../entities/partners/partner.entity.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { whoseOwn } from "./whose-own.js";

/** Finds partners. */
export class PartnerReadService {
  /** One partner, or NOT_FOUND. A partner finds themselves. */
  async get(ctx: TenantContext, id: string): Promise<Partner> {
    if (ctx.principal.kind !== "partner") ctx.require("partner:read");
    return ctx.repo(Partner).get(whoseOwn(ctx, id) ?? id);
  }
}
