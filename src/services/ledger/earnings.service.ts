import { Partner } from "../../entities/partners/partner.entity.js";
import { AppError, notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/** What a partner has in one currency. Positive is owed to the partner. */
export interface EarningsAccountState {
  currency: string;
  heldMinor: bigint;
  payableMinor: bigint;
  heldVersion: bigint;
  payableVersion: bigint;
}

export interface EarningsState {
  partner: Partner;
  accounts: EarningsAccountState[];
  /** The last sealed position when the accounts were read; -1 while the journal is empty. */
  position: bigint;
}

interface AccountRow {
  kind: "partner_held" | "partner_payable";
  currency: string;
  balance_minor: bigint;
  version: bigint;
}

/** A partner's balances, and where in the journal a follower goes on from them. */
export class EarningsService {
  /** Whose earnings: a partner's are their own; everybody else names the partner, or gets NOT_FOUND. */
  async partnerOf(ctx: TenantContext, asked: string | null | undefined): Promise<Partner> {
    ctx.require("earnings:read");
    const { principal } = ctx;
    const own = principal.kind === "partner" ? principal.partnerId : undefined;
    const id = asked ?? own;
    if (id === undefined) {
      throw new AppError("badRequest", "Whose earnings? Name the partner.", {
        code: "partner_required",
        path: ["partnerId"],
      });
    }
    if (!isUuid(id) || (own !== undefined && id.toLowerCase() !== own)) throw notFound("partner");
    return ctx.repo(Partner).get(id.toLowerCase());
  }

  /**
   * Balances and position of one snapshot. What is committed and not yet sealed is in the balances already and comes again
   * after the position: its version is not above the balance's, so a reader leaves it out.
   */
  async read(ctx: TenantContext, asked: string | null | undefined): Promise<EarningsState> {
    return ctx.snapshot(async (ctx) => {
      const partner = await this.partnerOf(ctx, asked);
      const rows = await ctx.query<AccountRow>(
        `SELECT kind, currency, balance_minor, version FROM ledger_account
         WHERE organization_id = $1 AND partner_id = $2 AND kind IN ('partner_held', 'partner_payable')
         ORDER BY currency`,
        [ctx.organizationId, partner.id],
        "earnings-accounts",
      );
      const [head] = await ctx.query<{ size: bigint }>("SELECT size FROM journal_head WHERE organization_id = $1", [
        ctx.organizationId,
      ]);
      return { partner, accounts: accountsOf(rows), position: (head?.size ?? 0n) - 1n };
    });
  }
}

function accountsOf(rows: AccountRow[]): EarningsAccountState[] {
  const byCurrency = new Map<string, EarningsAccountState>();
  for (const { kind, currency, balance_minor, version } of rows) {
    const account = byCurrency.get(currency) ?? {
      currency,
      heldMinor: 0n,
      payableMinor: 0n,
      heldVersion: 0n,
      payableVersion: 0n,
    };
    // The ledger is debit positive: what is owed to a partner stands there as a credit.
    if (kind === "partner_held") Object.assign(account, { heldMinor: -balance_minor, heldVersion: version });
    else Object.assign(account, { payableMinor: -balance_minor, payableVersion: version });
    byCurrency.set(currency, account);
  }
  return [...byCurrency.values()];
}
