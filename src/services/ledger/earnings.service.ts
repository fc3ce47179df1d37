import { AppError, assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { journalSize } from "../audit/journal-size.js";
import type { PartnerReadService } from "../partners/partner-read.service.js";
import { whoseOwn } from "../partners/whose-own.js";

/** What a partner has in one currency. Positive is owed to the partner. */
export interface EarningsAccountState {
  currency: string;
  heldMinor: bigint;
  payableMinor: bigint;
  heldVersion: bigint;
  payableVersion: bigint;
}

export interface EarningsState {
  partnerId: string;
  accounts: EarningsAccountState[];
  /** The last sealed position when the accounts were read; -1 while the journal is empty. */
  position: bigint;
}

interface AccountRow {
  partner_id: string;
  kind: "partner_held" | "partner_payable";
  currency: string;
  balance_minor: bigint;
  version: bigint;
}

/** Partners' balances, and where in the journal a follower goes on from them. */
export class EarningsService {
  constructor(private readonly partners: PartnerReadService) {}

  /** Whose earnings: a partner's are their own; everybody else names the partner, or gets NOT_FOUND. */
  async partnerOf(ctx: TenantContext, asked: string | null | undefined): Promise<string> {
    ctx.require("earnings:read");
    const partnerId = whoseOwn(ctx, asked);
    if (partnerId === undefined) {
      throw new AppError("badRequest", "Whose earnings? Name the partner.", {
        code: "partner_required",
        path: ["partnerId"],
      });
    }
    return (await this.partners.get(ctx, partnerId)).id;
  }

  /** One partner's earnings, theirs or of whom a member asks for. */
  read(ctx: TenantContext, asked: string | null | undefined): Promise<EarningsState> {
    return ctx.snapshot(async (ctx) => {
      const partnerId = await this.partnerOf(ctx, asked);
      const [state] = await this.readEach(ctx, [partnerId]);
      assert(state, "every partner has earnings, if only nothing");
      return state;
    });
  }

  /**
   * Balances and position of one snapshot, for each of the partners, whom the caller may read. What is committed and not
   * yet sealed is in the balances already and comes again after the position: its version is not above the balance's, so a
   * reader leaves it out.
   */
  readEach(ctx: TenantContext, partnerIds: readonly string[]): Promise<EarningsState[]> {
    ctx.require("earnings:read");
    return ctx.snapshot(async (ctx) => {
      const rows = await ctx.query<AccountRow>(
        `SELECT partner_id, kind, currency, balance_minor, version FROM ledger_account
         WHERE organization_id = $1 AND partner_id = ANY ($2::uuid[]) AND kind IN ('partner_held', 'partner_payable')
         ORDER BY currency`,
        [ctx.organizationId, partnerIds],
        "earnings-accounts",
      );
      const position = (await journalSize(ctx)) - 1n;
      return partnerIds.map((partnerId) => {
        const accounts = accountsOf(rows.filter((row) => row.partner_id === partnerId));
        return { partnerId, accounts, position };
      });
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
