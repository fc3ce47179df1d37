import { In } from "typeorm";

import type { LedgerAccountKind } from "../../entities/ledger/ledger-account.entity.js";
import type { LedgerTransferKind } from "../../entities/ledger/ledger-transfer.entity.js";
import { Attribution } from "../../entities/partners/attribution.entity.js";
import { Click } from "../../entities/partners/click.entity.js";
import type { Commission } from "../../entities/partners/commission.entity.js";
import { Event } from "../../entities/partners/event.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { DecisionTrace, TracedTouch } from "./attribution/decision.js";
import type { CommissionReadService } from "./commission-read.service.js";
import type { ExplainedCommission, ExplainedStep, LinkedTouch } from "./explained-commission.js";
import { reconciles } from "./reconcile-explanation.js";

/** A step's journal entry is made in its transaction, at most so long after the transfer's id was. */
const STEP_MAX_MS = 30_000;

interface EntryRow {
  transfer_id: string;
  kind: LedgerTransferKind;
  created_at: Date;
  account: LedgerAccountKind;
  amount_minor: bigint;
  currency: string;
}

/** Answers "why this amount", from what was stored when it was decided, with every sum computed again. */
export class CommissionExplanationService {
  constructor(private readonly commissions: CommissionReadService) {}

  /** The whole chain behind a commission that the caller may read, from one snapshot; else NOT_FOUND. */
  explain(ctx: TenantContext, commissionId: string): Promise<ExplainedCommission> {
    return ctx.snapshot(async (ctx) => {
      const commission = await this.commissions.get(ctx, commissionId);
      const attribution = await ctx.repo(Attribution).get(commission.attributionId);
      const event = await ctx.repo(Event).get(commission.eventId);
      const trace = attribution.trace as DecisionTrace;
      const pricing = trace.pricing.find(
        ({ partnerId, programId, rule }) =>
          partnerId === commission.partnerId && programId === commission.programId && rule.key === commission.ruleKey,
      );
      assert(pricing, "a commission's decision says how it was priced");
      const [adjustments = []] = await this.commissions.adjustments(ctx, [commission.id]);
      const explained = {
        commission,
        partner: await ctx.repo(Partner).get(commission.partnerId),
        event,
        attribution,
        trace,
        pricing,
        adjustments,
        touches: await this.linked(ctx, trace.touches),
        person: await this.person(ctx, event),
        steps: await this.steps(ctx, commission),
        netMinor: this.commissions.netAmount(commission, adjustments).amountMinor,
      };
      return { ...explained, reconciles: reconciles(explained) };
    });
  }

  private async linked(ctx: TenantContext, touches: readonly TracedTouch[]): Promise<LinkedTouch[]> {
    const clicks = await ctx.repo(Click).findBy({ id: In(touches.map(({ clickId }) => clickId)) });
    const linkOf = new Map(clicks.map(({ id, linkId }) => [id, linkId]));
    return touches.map((touch) => {
      const linkId = linkOf.get(touch.clickId);
      assert(linkId, "a touch's click is kept");
      return { ...touch, linkId };
    });
  }

  /** Visitors known to be the event's person; one that is nobody yet is one visitor without a stitch. */
  private async person(ctx: TenantContext, { personId }: Event): Promise<ExplainedCommission["person"]> {
    const [row] = await ctx.query<{ stitched_at: Date | null; visitors: bigint }>(
      `SELECT min(identified_at) AS stitched_at, count(DISTINCT visitor_id) AS visitors
       FROM identity WHERE organization_id = $1 AND person_id = $2`,
      [ctx.organizationId, personId],
    );
    return { id: personId, stitchedAt: row?.stitched_at ?? null, visitors: Number(row?.visitors ?? 0n) || 1 };
  }

  private async steps(ctx: TenantContext, commission: Commission): Promise<ExplainedStep[]> {
    const rows = await ctx.query<EntryRow>(STEPS, [ctx.organizationId, commission.id]);
    const steps = new Map<string, ExplainedStep>();
    for (const {
      transfer_id: transferId,
      kind,
      created_at: at,
      account,
      amount_minor: amountMinor,
      currency,
    } of rows) {
      const step = steps.get(transferId) ?? { transferId, kind, at, currency, entries: [], journalPosition: null };
      step.entries.push({ account, amountMinor });
      steps.set(transferId, step);
    }
    for (const step of steps.values()) step.journalPosition = await this.journalPosition(ctx, commission, step);
    return [...steps.values()];
  }

  /**
   * Where the journal tells of a step. Ids are UUIDv7 and made in the same transaction, so the entry's id lies just above
   * the transfer's: a short range of an index, whatever the journal's length.
   */
  private async journalPosition(
    ctx: TenantContext,
    commission: Commission,
    { transferId }: ExplainedStep,
  ): Promise<bigint | null> {
    const madeAtMs = Number.parseInt(transferId.replace("-", "").slice(0, 12), 16);
    const [row] = await ctx.query<{ position: bigint }>(JOURNAL_ENTRY, [
      ctx.organizationId,
      transferId,
      idAt(madeAtMs + STEP_MAX_MS),
      commission.partnerId,
      commission.id,
    ]);
    return row?.position ?? null;
  }
}

/** The smallest UUIDv7 of an instant. */
function idAt(atMs: number): string {
  const hex = atMs.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

const STEPS = `
  SELECT t.id AS transfer_id, t.kind, t.created_at, a.kind AS account, e.amount_minor, e.currency
  FROM ledger_transfer t
  JOIN ledger_entry e ON e.organization_id = t.organization_id AND e.transfer_id = t.id
  JOIN ledger_account a ON a.organization_id = e.organization_id AND a.id = e.account_id
  WHERE t.organization_id = $1 AND t.commission_id = $2
  ORDER BY t.created_at, t.id, e.amount_minor DESC`;

const JOURNAL_ENTRY = `
  SELECT position FROM journal_entry
  WHERE organization_id = $1 AND id > $2 AND id < $3 AND partner_id = $4 AND kind LIKE 'commission.%'
    AND position(convert_to($5::text, 'UTF8') in bytes) > 0
  ORDER BY position LIMIT 1`;
