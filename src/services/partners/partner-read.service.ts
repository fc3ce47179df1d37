import { Link } from "../../entities/partners/link.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import type { Page, Pager } from "../../shared/database/pager.js";
import { notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";

export interface PageWanted {
  first: number;
  after?: string | null | undefined;
}

/** Reads partners and their links. A partner sees themselves and what is theirs; of everybody else they learn nothing. */
export class PartnerReadService {
  constructor(private readonly pager: Pager) {}

  page(ctx: TenantContext, wanted: PageWanted): Promise<Page<Partner>> {
    ctx.require("partner:read");
    return this.pager.page(ctx, Partner, { list: "partners", order: "oldestFirst", ...wanted });
  }

  /** One partner, or NOT_FOUND. */
  async get(ctx: TenantContext, id: string): Promise<Partner> {
    const { principal } = ctx;
    if (principal.kind === "partner") {
      if (id !== principal.partnerId) throw notFound("partner");
    } else {
      ctx.require("partner:read");
    }
    return ctx.repo(Partner).get(id);
  }

  links(ctx: TenantContext, wanted: PageWanted & { partnerId?: string | undefined }): Promise<Page<Link>> {
    ctx.require("link:read");
    const { partnerId, ...page } = wanted;
    const where = { partnerId: whoseOwn(ctx, partnerId) };
    return this.pager.page(ctx, Link, { list: "links", order: "newestFirst", where, ...page });
  }
}

/** Whose rows a list shows: a partner's own and no other's, or whichever partner's a member asks for. */
export function whoseOwn(ctx: TenantContext, asked: string | undefined): string | undefined {
  const { principal } = ctx;
  if (asked !== undefined && !isUuid(asked)) throw notFound("partner");
  if (principal.kind !== "partner") return asked;
  if (asked !== undefined && asked !== principal.partnerId) throw notFound("partner");
  return principal.partnerId;
}
