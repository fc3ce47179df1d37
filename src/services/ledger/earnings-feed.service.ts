import type { LiveSource } from "../../shared/live-source.js";
import { onceForEach } from "../../shared/once-for-each.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalCursors } from "../audit/journal-cursors.js";
import type { LiveJournal, PlacedEntry } from "../audit/live-journal.js";
import type { CommissionChangeKind } from "./commission-change.js";
import { COMMISSION_KINDS, commissionChangeOf } from "./commission-change.js";
import type { EarningsService } from "./earnings.service.js";

/** One change of a partner's earnings, as the journal tells it. */
export interface EarningsChange {
  /** From here a follower goes on. */
  cursor: string;
  kind: CommissionChangeKind;
  at: Date;
  commissionId: string;
  amountMinor: bigint;
  currency: string;
  /** The accounts it changed. Positive is owed to the partner. */
  accounts: { kind: "held" | "payable"; version: bigint; balanceMinor: bigint }[];
}

/** What every entry about a commission says (`commissionFact`). */
interface CommissionData {
  commissionId: string;
  amountMinor: string;
  currency: string;
  accounts: { kind: "partner_held" | "partner_payable"; version: string; balanceMinor: string }[];
}

/** A partner's earnings as they change. */
export class EarningsFeedService {
  constructor(
    private readonly live: LiveJournal,
    private readonly earnings: EarningsService,
    private readonly cursors: JournalCursors,
  ) {}

  /** The cursor of a journal position, for the asker's audience. */
  cursorAt(ctx: TenantContext, position: bigint): string {
    return this.cursors.at(ctx, position);
  }

  /**
   * Every change after the cursor, once, in order, without a gap; without a cursor every change from now on. The follower
   * must be read or returned.
   */
  async follow(
    ctx: TenantContext,
    { partnerId, after }: { partnerId?: string | null | undefined; after?: string | null | undefined },
  ): Promise<LiveSource<EarningsChange>> {
    const ownerId = await this.earnings.partnerOf(ctx, partnerId);
    const entries = await this.live.follow(ctx, { after, partnerId: ownerId, kinds: COMMISSION_KINDS });
    return entries.map(changeOf);
  }
}

const changeOf = onceForEach(({ cursor, entry: { kind, at, data } }: PlacedEntry): EarningsChange => {
  const { commissionId, amountMinor, currency, accounts } = data as unknown as CommissionData;
  return {
    cursor,
    kind: commissionChangeOf(kind),
    at,
    commissionId,
    amountMinor: BigInt(amountMinor),
    currency,
    accounts: accounts.map((account) => ({
      kind: account.kind === "partner_held" ? "held" : "payable",
      version: BigInt(account.version),
      balanceMinor: BigInt(account.balanceMinor),
    })),
  };
});
