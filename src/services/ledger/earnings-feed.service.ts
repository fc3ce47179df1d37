import type { CursorCodec } from "../../shared/cursor.js";
import { cursorInvalid } from "../../shared/cursor.js";
import { principalId } from "../../shared/database/pager.js";
import { mapAsync } from "../../shared/map-async.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalFeed } from "../audit/journal-feed.js";
import type { JournalKind } from "../audit/journal-kinds.js";
import type { SealedEntry } from "../audit/sealed-entry.js";
import type { EarningsService } from "./earnings.service.js";

const KINDS = {
  "commission.accrued": "accrued",
  "commission.approved": "approved",
  "commission.reversed": "reversed",
  "commission.adjusted": "adjusted",
  "commission.rejected": "rejected",
} as const satisfies Partial<Record<JournalKind, string>>;

/** A position, or -1 before the first one. */
const POSITION = /^(-1|\d{1,19})$/;

/** One change of a partner's earnings, as the journal tells it. */
export interface EarningsChange {
  /** From here a follower goes on. */
  cursor: string;
  kind: (typeof KINDS)[keyof typeof KINDS];
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
    private readonly feed: JournalFeed,
    private readonly earnings: EarningsService,
    private readonly cursors: CursorCodec,
  ) {}

  /** The cursor of a journal position, for this reader and this partner alone. */
  cursorAt(ctx: TenantContext, partnerId: string, position: bigint): string {
    return this.cursors.seal(binding(ctx, partnerId), String(position));
  }

  /**
   * Every change after the cursor, once, in order, without a gap; without a cursor every change from now on. The follower
   * must be read or returned.
   */
  async follow(
    ctx: TenantContext,
    { partnerId, after }: { partnerId?: string | null | undefined; after?: string | null | undefined },
  ): Promise<AsyncIterableIterator<EarningsChange, undefined>> {
    const partner = await this.earnings.partnerOf(ctx, partnerId);
    const position = after == null ? undefined : this.positionOf(ctx, partner.id, after);
    const follower = this.feed.follow({
      organizationId: ctx.organizationId,
      partnerId: partner.id,
      kinds: Object.keys(KINDS) as (keyof typeof KINDS)[],
      ...(position === undefined ? {} : { after: position }),
    });
    // "Now" must be known before the subscription counts as begun, or a change in between would be missed.
    await follower.ready;
    return mapAsync(follower, (entry) => this.changeOf(ctx, partner.id, entry));
  }

  private positionOf(ctx: TenantContext, partnerId: string, cursor: string): bigint {
    const position = this.cursors.open(binding(ctx, partnerId), cursor);
    if (!POSITION.test(position)) throw cursorInvalid();
    return BigInt(position);
  }

  private changeOf(ctx: TenantContext, partnerId: string, { kind, at, data, position }: SealedEntry): EarningsChange {
    const { commissionId, amountMinor, currency, accounts } = data as unknown as CommissionData;
    return {
      cursor: this.cursorAt(ctx, partnerId, position),
      kind: KINDS[kind as keyof typeof KINDS],
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
  }
}

const binding = (ctx: TenantContext, partnerId: string) => ({
  purpose: `earnings:${partnerId}`,
  organizationId: ctx.organizationId,
  principalId: principalId(ctx.principal),
});
