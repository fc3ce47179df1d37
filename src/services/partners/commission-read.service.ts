import { In } from "typeorm";

import { Adjustment } from "../../entities/partners/adjustment.entity.js";
import { Commission } from "../../entities/partners/commission.entity.js";
import { notFound } from "../../shared/errors.js";
import { Money } from "../../shared/money.js";
import { requireOneOf } from "../../shared/permissions.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/** Reads commissions. A partner sees their own and no other's. */
export class CommissionReadService {
  /** One commission, or NOT_FOUND. */
  async get(ctx: TenantContext, id: string): Promise<Commission> {
    requireReading(ctx);
    const commission = await ctx.repo(Commission).get(id);
    const { principal } = ctx;
    if (principal.kind === "partner" && commission.partnerId !== principal.partnerId) throw notFound("commission");
    return commission;
  }

  /** Each commission's adjustments, oldest first, in the order of the given ids. */
  async adjustments(ctx: TenantContext, commissionIds: readonly string[]): Promise<Adjustment[][]> {
    const found = await ctx
      .repo(Adjustment)
      .findBy({ commissionId: In([...commissionIds]) }, { order: { createdAt: "ASC", id: "ASC" } });
    const byCommission = new Map<string, Adjustment[]>(commissionIds.map((id) => [id, []]));
    for (const adjustment of found) byCommission.get(adjustment.commissionId)?.push(adjustment);
    return commissionIds.map((id) => byCommission.get(id) ?? []);
  }

  /** What a commission is worth now. */
  netAmount({ amount, status }: Commission, adjustments: readonly Adjustment[]): Money {
    const isWorthless = status === "reversed" || status === "rejected";
    const adjusted = adjustments.reduce((sum, adjustment) => sum + adjustment.amount.amountMinor, amount.amountMinor);
    return Money.of(isWorthless ? 0n : adjusted, amount.currency);
  }
}

/** Members read everybody's, partners their own. */
export function requireReading(ctx: TenantContext): void {
  requireOneOf(ctx, ["commission:read", "commission:readOwn"]);
}
