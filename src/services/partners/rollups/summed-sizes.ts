import type { TenantContext } from "../../../shared/tenant-context.js";

/** So many commissions are read as quickly as sums are put together; and the sums' statement takes longer to plan. */
const WORTH_FROM = 5_000;
const KEPT_MS = 60_000;
const ORGANIZATIONS_MAX = 10_000;

/** Which organizations are so large that totals are quicker to read from sums. Nothing but speed depends on it. */
export class SummedSizes {
  private readonly known = new Map<string, { isWorth: boolean; askedAt: number }>();

  constructor(private readonly worthFrom = WORTH_FROM) {}

  /** Whether its sums are worth reading, as of at most a minute ago. */
  async areWorthReading(ctx: TenantContext): Promise<boolean> {
    const { organizationId } = ctx;
    const known = this.known.get(organizationId);
    if (known && performance.now() - known.askedAt < KEPT_MS) return known.isWorth;
    const [head] = await ctx.query<{ commissions: bigint }>(
      "SELECT commissions FROM commission_rollup_head WHERE organization_id = $1",
      [organizationId],
      "summed-size",
    );
    const isWorth = (head?.commissions ?? 0n) >= BigInt(this.worthFrom);
    if (this.known.size >= ORGANIZATIONS_MAX) this.known.clear();
    this.known.set(organizationId, { isWorth, askedAt: performance.now() });
    return isWorth;
  }
}
