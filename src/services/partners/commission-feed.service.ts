import type { LiveSource } from "../../shared/live-source.js";
import { onceForEach } from "../../shared/once-for-each.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { LiveJournal, PlacedEntry } from "../audit/live-journal.js";
import type { CommissionChangeKind } from "../ledger/commission-change.js";
import { COMMISSION_KINDS, commissionChangeOf } from "../ledger/commission-change.js";
import { requireReading } from "./commission-read.service.js";
import type { Followed } from "./followed.js";
import { allowedToFollow } from "./followed.js";

/** One step of a commission, as the journal tells it. */
export interface CommissionChange {
  /** From here a follower goes on. */
  cursor: string;
  kind: CommissionChangeKind;
  at: Date;
  commissionId: string;
}

export interface CommissionsFollowed extends Followed {
  after?: string | null | undefined;
}

/** Commissions as they are earned, approved and taken back. A partner follows their own and no other's. */
export class CommissionFeedService {
  constructor(private readonly live: LiveJournal) {}

  /** Every step after the cursor, once, in order, without a gap. The follower must be read or returned. */
  async follow(ctx: TenantContext, { after, ...asked }: CommissionsFollowed): Promise<LiveSource<CommissionChange>> {
    requireReading(ctx);
    const { partnerId, programId } = await allowedToFollow(ctx, asked);
    const entries = await this.live.follow(ctx, { after, partnerId, kinds: COMMISSION_KINDS });
    return entries.map((placed) => (isOf(programId, placed) ? changeOf(placed) : undefined));
  }
}

const isOf = (programId: string | undefined, { entry }: PlacedEntry): boolean =>
  programId === undefined || entry.data["programId"] === programId;

const changeOf = onceForEach(({ cursor, entry: { kind, at, data } }: PlacedEntry): CommissionChange => ({
  cursor,
  kind: commissionChangeOf(kind),
  at,
  commissionId: data["commissionId"] as string,
}));
