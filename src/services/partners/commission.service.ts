import type { CommissionStatus } from "../../entities/partners/commission.entity.js";
import { Commission } from "../../entities/partners/commission.entity.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import type { LedgerService } from "../ledger/ledger.service.js";
import { isBalanceOverflow } from "../ledger/ledger.service.js";
import { correctionOf, transferOf } from "../ledger/postings.js";
import { commissionFact } from "./commission-fact.js";
import { markCommissions } from "./rollups/rollup-marks.js";

/** Commissions that one run approves in one transaction. */
export const DUE_BATCH_MAX = 500;

export type ApproveCommissionOutcome =
  | { kind: "approved"; commission: Commission }
  | { kind: "onHold"; heldUntil: Date }
  /** Reversed, rejected or paid: there is nothing to approve. */
  | { kind: "notHeld"; status: CommissionStatus };

export type RejectCommissionOutcome =
  | { kind: "rejected"; commission: Commission }
  /** Reversed or paid: there is nothing to reject. */
  | { kind: "notOpen"; status: CommissionStatus };

/** What happens to a commission after it accrued, by time or by a person. */
export class CommissionService {
  constructor(
    private readonly journal: Journal,
    private readonly ledger: LedgerService,
  ) {}

  /** Makes a commission payable once its hold has ended (S16). Safe to repeat: approving twice changes nothing. */
  async approve(ctx: TenantContext, commissionId: string): Promise<ApproveCommissionOutcome> {
    ctx.require("commission:approve");
    return ctx.transaction(async (ctx) => {
      // Locked before it is read, or a refund arriving now could reverse what we approve.
      const commission = await ctx.repo(Commission).getForUpdate(commissionId);
      if (commission.status === "approved") return { kind: "approved", commission };
      if (commission.status !== "held") return { kind: "notHeld", status: commission.status };
      if (commission.heldUntil > ctx.clock.now()) return { kind: "onHold", heldUntil: commission.heldUntil };
      await this.approveLocked(ctx, [commission]);
      return { kind: "approved", commission };
    });
  }

  /** Approves at most one batch of commissions whose hold has ended, oldest first, and gives how many. */
  async approveDue(ctx: TenantContext): Promise<number> {
    ctx.require("commission:approve");
    try {
      return await this.approveBatch(ctx);
    } catch (error) {
      if (!isBalanceOverflow(error)) throw error;
      return this.approveOneByOne(ctx);
    }
  }

  /** Approves what is due but for those that would make a balance larger than any ledger holds: they stay held. */
  private async approveOneByOne(ctx: TenantContext): Promise<number> {
    const due = await ctx.query<{ id: string }>(READ_DUE, [ctx.organizationId, ctx.clock.now(), DUE_BATCH_MAX]);
    let approved = 0;
    for (const { id } of due) {
      try {
        if ((await this.approve(ctx, id)).kind === "approved") approved += 1;
      } catch (error) {
        if (!isBalanceOverflow(error)) throw error;
      }
    }
    return approved;
  }

  private approveBatch(ctx: TenantContext): Promise<number> {
    return ctx.transaction(async (ctx) => {
      // In id order like everybody who locks commissions; those that are being decided on are due next time.
      const ids = await ctx.query<{ id: string }>(LOCK_DUE, [ctx.organizationId, ctx.clock.now(), DUE_BATCH_MAX]);
      if (ids.length === 0) return 0;
      const due = await ctx.open.manager
        .createQueryBuilder(Commission, "commission")
        .where("commission.organizationId = :organization AND commission.id = ANY (:ids)", {
          organization: ctx.organizationId,
          ids: ids.map(({ id }) => id),
        })
        .orderBy("commission.heldUntil")
        .addOrderBy("commission.id")
        .getMany();
      await this.approveLocked(ctx, due);
      return due.length;
    });
  }

  /**
   * Takes a commission back for good: it stays worth zero through later decisions (S21). What was approved is taken from
   * payable. Safe to repeat.
   */
  async reject(ctx: TenantContext, commissionId: string): Promise<RejectCommissionOutcome> {
    ctx.require("commission:reject");
    return ctx.transaction(async (ctx) => {
      const commission = await ctx.repo(Commission).getForUpdate(commissionId);
      const { status, amount } = commission;
      if (status === "rejected") return { kind: "rejected", commission };
      if (status !== "held" && status !== "approved") return { kind: "notOpen", status };
      const adjustedMinor = await this.adjustedMinor(ctx, commissionId);
      const worthMinor = amount.amountMinor + adjustedMinor;
      commission.status = "rejected";
      commission.updatedAt = ctx.clock.now();
      await ctx.repo(Commission).save(commission);
      await markCommissions(ctx, [commission.occurredAt.getTime()]);

      const step = { partnerId: commission.partnerId, currency: amount.currency };
      const order =
        status === "held"
          ? { transfer: transferOf("reversal", { ...step, amountMinor: amount.amountMinor }), commissionId }
          : worthMinor === 0n
            ? null
            : {
                transfer: correctionOf({ ...step, amountMinor: -worthMinor }),
                commissionId,
                adjustmentId: await this.adjustToZero(ctx, commission, worthMinor),
              };
      const [accounts] = order ? await this.ledger.post(ctx, [order]) : [];
      await this.journal.append(ctx, [
        commissionFact("commission.rejected", subjectOf(commission), worthMinor, accounts ?? []),
      ]);
      return { kind: "rejected", commission };
    });
  }

  /** What a commission is worth to its partner now: nothing once reversed or rejected. */
  async netMinor(ctx: TenantContext, commission: Commission): Promise<bigint> {
    if (commission.status === "reversed" || commission.status === "rejected") return 0n;
    return commission.amount.amountMinor + (await this.adjustedMinor(ctx, commission.id));
  }

  private async approveLocked(ctx: TenantContext, commissions: readonly Commission[]): Promise<void> {
    const now = ctx.clock.now();
    await ctx.execute(
      `UPDATE commission SET status = 'approved', updated_at = $3
       WHERE organization_id = $1 AND id = ANY ($2::uuid[])`,
      [ctx.organizationId, commissions.map(({ id }) => id), now],
    );
    await markCommissions(
      ctx,
      commissions.map(({ occurredAt }) => occurredAt.getTime()),
    );
    for (const commission of commissions) Object.assign(commission, { status: "approved", updatedAt: now });
    const after = await this.ledger.post(
      ctx,
      commissions.map(({ id, partnerId, amount }) => ({
        transfer: transferOf("approval", { partnerId, amountMinor: amount.amountMinor, currency: amount.currency }),
        commissionId: id,
      })),
    );
    await this.journal.append(
      ctx,
      commissions.map((commission, index) =>
        commissionFact("commission.approved", subjectOf(commission), commission.amount.amountMinor, after[index] ?? []),
      ),
    );
  }

  private async adjustedMinor(ctx: TenantContext, commissionId: string): Promise<bigint> {
    const [sum] = await ctx.query<{ amount_minor: bigint }>(
      `SELECT coalesce(sum(amount_minor), 0)::bigint AS amount_minor FROM adjustment
       WHERE organization_id = $1 AND commission_id = $2`,
      [ctx.organizationId, commissionId],
    );
    return sum?.amount_minor ?? 0n;
  }

  private async adjustToZero(ctx: TenantContext, commission: Commission, worthMinor: bigint): Promise<string> {
    const id = newId();
    await ctx.execute(
      `INSERT INTO adjustment (organization_id, id, commission_id, event_id, attribution_id, partner_id, program_id,
         rule_key, reason, amount_minor, currency, created_at)
       SELECT organization_id, $3, id, event_id, attribution_id, partner_id, program_id, rule_key, 'commission.rejected',
         $4, currency, $5
       FROM commission WHERE organization_id = $1 AND id = $2`,
      [ctx.organizationId, commission.id, id, (-worthMinor).toString(), ctx.clock.now()],
    );
    return id;
  }
}

const subjectOf = (commission: Commission) => ({
  id: commission.id,
  eventId: commission.eventId,
  partnerId: commission.partnerId,
  programId: commission.programId,
  ruleKey: commission.ruleKey,
  currency: commission.amount.currency,
});

const READ_DUE = `
  SELECT id FROM commission WHERE organization_id = $1 AND status = 'held' AND held_until <= $2
  ORDER BY held_until, id LIMIT $3`;

const LOCK_DUE = `
  SELECT id FROM commission
  WHERE organization_id = $1 AND id IN (
    SELECT id FROM commission WHERE organization_id = $1 AND status = 'held' AND held_until <= $2
    ORDER BY held_until, id LIMIT $3)
    AND status = 'held'
  ORDER BY id FOR UPDATE SKIP LOCKED`;
