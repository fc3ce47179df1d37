import type { RefundStatus } from "../../../entities/partners/event.entity.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { isCorrective } from "../attribution/corrective-types.js";
import { allocateRefunds } from "../attribution/refund-allocation.js";
import type { RefundFact, RefundRefusal } from "../attribution/refund-allocation.js";
import type { EventRecord } from "./event-record.js";

/** A refund and what has become of it. */
export interface RefundOutcome {
  id: string;
  externalId: string;
  targetId: string | null;
  status: RefundStatus;
  /** Why it is refused. */
  reason: RefundRefusal | "not_refundable" | null;
  amountMinor: bigint | null;
  currency: string | null;
}

export interface AppliedRefunds {
  /** By the refund's own id: those whose status is new. */
  outcomes: Map<string, RefundOutcome>;
  /** Events of which refunds take another amount than before, as they stand now. */
  changed: EventRecord[];
}

interface RefundRow {
  id: string;
  external_id: string;
  refund_of: string;
  occurred_at: Date;
  amount_minor: bigint | null;
  currency: string | null;
  refund_status: RefundStatus | null;
}

/**
 * Gives every refund of these events its status and each event what refunds take of it (S17). Which refunds apply is
 * judged anew over all of them, in the order of S2, so that their order of arrival cannot matter. The persons of the
 * events are locked; refunds of events that do not exist yet wait.
 *
 * @param targets the ids that clients gave to the refunded events.
 */
export async function applyRefunds(
  ctx: TenantContext,
  targets: readonly EventRecord[],
  waitingFor: readonly string[],
): Promise<AppliedRefunds> {
  const names = [...new Set([...targets.map(({ externalId }) => externalId), ...waitingFor])];
  const outcomes = new Map<string, RefundOutcome>();
  const changed: EventRecord[] = [];
  if (names.length === 0) return { outcomes, changed };
  const rows = await ctx.query<RefundRow>(
    `SELECT id, external_id, refund_of, occurred_at, amount_minor, currency, refund_status FROM event
     WHERE organization_id = $1 AND refund_of = ANY ($2::text[])`,
    [ctx.organizationId, names],
    "read-refunds",
  );
  if (rows.length === 0) return { outcomes, changed };
  const refundsOf = new Map<string, RefundRow[]>();
  for (const row of rows) refundsOf.set(row.refund_of, [...(refundsOf.get(row.refund_of) ?? []), row]);
  const targetOf = new Map(targets.map((target) => [target.externalId, target]));

  for (const [name, refunds] of refundsOf) {
    const target = targetOf.get(name);
    const judged = judge(target, refunds);
    for (const row of refunds) {
      const reason = judged.reasons.get(row.external_id) ?? null;
      const status: RefundStatus = !target ? "waiting" : reason ? "refused" : "applied";
      if (status === row.refund_status) continue;
      const { id, external_id: externalId, amount_minor: amountMinor, currency } = row;
      outcomes.set(id, { id, externalId, targetId: target?.id ?? null, status, reason, amountMinor, currency });
    }
    if (!target || !judged.total) continue;
    const { refundedMinor, whole } = judged.total;
    if (refundedMinor === target.refundedMinor && whole === target.refundedWhole) continue;
    changed.push({ ...target, refundedMinor, refundedWhole: whole });
  }
  await write(ctx, [...outcomes.values()], changed);
  return { outcomes, changed };
}

function judge(
  target: EventRecord | undefined,
  refunds: readonly RefundRow[],
): { reasons: Map<string, RefundOutcome["reason"]>; total: ReturnType<typeof allocateRefunds>["total"] | null } {
  if (!target) return { reasons: new Map(), total: null };
  if (isCorrective(target)) {
    return { reasons: new Map(refunds.map((row) => [row.external_id, "not_refundable"])), total: null };
  }
  const { amountMinor, currency } = target;
  const amount = amountMinor === null || currency === null ? null : { amountMinor, currency };
  const { total, refusals } = allocateRefunds(amount, refunds.map(factOf));
  return { reasons: refusals, total };
}

const factOf = (row: RefundRow): RefundFact => ({
  externalId: row.external_id,
  occurredAtMs: row.occurred_at.getTime(),
  amount:
    row.amount_minor === null || row.currency === null
      ? null
      : { amountMinor: row.amount_minor, currency: row.currency },
});

async function write(
  ctx: TenantContext,
  outcomes: readonly RefundOutcome[],
  changed: readonly EventRecord[],
): Promise<void> {
  if (outcomes.length > 0) {
    await ctx.execute(
      `UPDATE event e SET refund_status = r.status, updated_at = now()
       FROM unnest($2::uuid[], $3::text[]) AS r (id, status) WHERE e.organization_id = $1 AND e.id = r.id`,
      [ctx.organizationId, outcomes.map(({ id }) => id), outcomes.map(({ status }) => status)],
      "write-refund-statuses",
    );
  }
  if (changed.length > 0) {
    await ctx.execute(
      `UPDATE event e SET refunded_minor = r.refunded_minor, refunded_whole = r.whole, updated_at = now()
       FROM unnest($2::uuid[], $3::bigint[], $4::boolean[]) AS r (id, refunded_minor, whole)
       WHERE e.organization_id = $1 AND e.id = r.id`,
      [
        ctx.organizationId,
        changed.map(({ id }) => id),
        changed.map(({ refundedMinor }) => refundedMinor.toString()),
        changed.map(({ refundedWhole }) => refundedWhole),
      ],
      "write-refunded-amounts",
    );
  }
}
