import type { TenantContext } from "../../../shared/tenant-context.js";
import { joinedTexts, plainArray } from "../../../shared/database/plain-array.js";
import { newId } from "../../../shared/ids.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import type { AccountAfter, LedgerService, TransferOrder } from "../../ledger/ledger.service.js";
import { correctionOf, transferOf } from "../../ledger/postings.js";
import type { Decision } from "../attribution/decision.js";
import type { SettlementStep, StandingCommission } from "../attribution/settle.js";
import { commissionFact } from "../commission-fact.js";
import { markCommissions } from "../rollups/rollup-marks.js";
import type { EventRecord } from "./event-record.js";

/** A new decision on an event and what has to be done so that its commissions agree with it. */
export interface SettledDecision {
  event: EventRecord;
  version: number;
  cause: string;
  decision: Decision;
  /** The trace as JSON. */
  traceText: string;
  /** In hex. */
  digest: string;
  steps: SettlementStep[];
  standing: readonly StandingCommission[];
}

interface NewCommission {
  id: string;
  eventId: string;
  occurredAtMs: number;
  attributionId: string;
  of: Extract<SettlementStep, { kind: "accrue" }>["commission"];
}

interface NewAdjustment {
  id: string;
  eventId: string;
  attributionId: string;
  reason: string;
  commission: StandingCommission;
  differenceMinor: bigint;
}

/**
 * Writes decisions with their credits, commissions, adjustments and transfers, each table in one statement. Gives the
 * facts for the journal, in order.
 */
export async function writeDecisions(
  ctx: TenantContext,
  ledger: LedgerService,
  settled: readonly SettledDecision[],
  settingsRevision: bigint,
): Promise<JournalFact[]> {
  if (settled.length === 0) return [];
  const now = ctx.clock.now();
  const decisions = settled.map((each) => ({ ...each, id: newId() }));
  const commissions: NewCommission[] = [];
  const adjustments: NewAdjustment[] = [];
  const reversed: string[] = [];
  const orders: TransferOrder[] = [];
  /** One for each order: makes its fact once the accounts are known. */
  const facts: ((accounts: AccountAfter[]) => JournalFact)[] = [];
  const decided: JournalFact[] = [];

  for (const { id: attributionId, event, decision, cause, steps, standing, version } of decisions) {
    if (decision.credits.length > 0 || version > 1) decided.push(decidedFact(attributionId, event, decision, version));
    for (const step of steps) {
      if (step.kind === "accrue") {
        const { id: eventId, occurredAtMs } = event;
        const commission = { id: newId(), eventId, occurredAtMs, attributionId, of: step.commission };
        commissions.push(commission);
        orders.push({ transfer: transferOf("accrual", step.commission), commissionId: commission.id });
        const clickId = decision.credits.findLast(
          (credit) => credit.partnerId === step.commission.partnerId && credit.programId === step.commission.programId,
        )?.clickId;
        facts.push((accounts) =>
          commissionFact(
            "commission.accrued",
            { ...step.commission, id: commission.id, eventId: event.id },
            step.commission.amountMinor,
            accounts,
            { clickId, heldUntil: new Date(step.commission.heldUntilMs).toISOString() },
          ),
        );
        continue;
      }
      const commission = standing.find((each) => each.id === step.commissionId);
      if (!commission) continue;
      const subject = { ...commission, eventId: event.id };
      if (step.kind === "reverse") {
        reversed.push(commission.id);
        orders.push({ transfer: transferOf("reversal", commission), commissionId: commission.id });
        facts.push((accounts) => commissionFact("commission.reversed", subject, commission.amountMinor, accounts));
      } else {
        const { differenceMinor } = step;
        const adjustment = {
          id: newId(),
          eventId: event.id,
          attributionId,
          reason: cause,
          commission,
          differenceMinor,
        };
        adjustments.push(adjustment);
        const transfer = correctionOf({ ...commission, amountMinor: differenceMinor });
        orders.push({ transfer, commissionId: commission.id, adjustmentId: adjustment.id });
        facts.push((accounts) =>
          commissionFact("commission.adjusted", subject, differenceMinor, accounts, {
            adjustmentId: adjustment.id,
            reason: cause,
          }),
        );
      }
    }
  }

  const writing: Promise<unknown>[] = [
    ctx.write(
      WRITE_DECISIONS,
      [
        ctx.organizationId,
        plainArray(decisions.map(({ id }) => id)),
        plainArray(decisions.map(({ event }) => event.id)),
        plainArray(decisions.map(({ version }) => version)),
        plainArray(decisions.map(({ cause }) => cause)),
        plainArray(decisions.map(({ decision }) => decision.programId)),
        plainArray(decisions.map(({ decision }) => decision.model)),
        plainArray(decisions.map(({ decision }) => decision.weightTotal.toString())),
        joinedTexts(decisions.map(({ traceText }) => traceText)),
        plainArray(decisions.map(({ digest }) => digest)),
        settingsRevision.toString(),
        now,
      ],
      "write-decisions",
    ),
  ];
  const credits = decisions.flatMap(({ id, event, decision }) =>
    decision.credits.map((credit) => ({ attributionId: id, eventId: event.id, credit })),
  );
  if (credits.length > 0) {
    writing.push(
      ctx.write(
        WRITE_CREDITS,
        [
          ctx.organizationId,
          plainArray(credits.map(() => newId())),
          plainArray(credits.map(({ attributionId }) => attributionId)),
          plainArray(credits.map(({ eventId }) => eventId)),
          plainArray(credits.map(({ credit }) => credit.clickId)),
          plainArray(credits.map(({ credit }) => credit.partnerId)),
          plainArray(credits.map(({ credit }) => credit.programId)),
          plainArray(credits.map(({ credit }) => credit.position)),
          plainArray(credits.map(({ credit }) => credit.weight.toString())),
          plainArray(credits.map(({ credit }) => credit.valueMinor?.toString() ?? null)),
        ],
        "write-credits",
      ),
    );
  }
  if (reversed.length > 0) {
    writing.push(
      ctx.execute(
        `UPDATE commission SET status = 'reversed', updated_at = $3
       WHERE organization_id = $1 AND id = ANY ($2::uuid[])`,
        [ctx.organizationId, reversed, now],
        "reverse-commissions",
      ),
    );
  }
  if (commissions.length > 0) writing.push(writeCommissions(ctx, commissions, now));
  if (adjustments.length > 0) writing.push(writeAdjustments(ctx, adjustments, now));
  const changed = settled.filter(({ steps }) => steps.length > 0).map(({ event }) => event.occurredAtMs);
  writing.push(markCommissions(ctx, changed));
  const [after] = await Promise.all([ledger.post(ctx, orders), ...writing]);
  return [...decided, ...facts.map((factOf, index) => factOf(after[index] ?? []))];
}

function decidedFact(id: string, event: EventRecord, decision: Decision, version: number): JournalFact {
  return {
    kind: "attribution.decided",
    subject: { type: "attribution", id },
    data: {
      eventId: event.id,
      personId: event.personId,
      version,
      model: decision.model,
      programId: decision.programId,
      credits: decision.credits.length,
      newestClickId: decision.credits.at(-1)?.clickId,
    },
  };
}

async function writeCommissions(ctx: TenantContext, commissions: readonly NewCommission[], now: Date): Promise<void> {
  await ctx.write(
    WRITE_COMMISSIONS,
    [
      ctx.organizationId,
      plainArray(commissions.map(({ id }) => id)),
      plainArray(commissions.map(({ eventId }) => eventId)),
      plainArray(commissions.map(({ attributionId }) => attributionId)),
      plainArray(commissions.map(({ of }) => of.partnerId)),
      plainArray(commissions.map(({ of }) => of.programId)),
      commissions.map(({ of }) => of.ruleKey),
      plainArray(commissions.map(({ of }) => of.programVersionId)),
      plainArray(commissions.map(({ of }) => of.termsId)),
      plainArray(commissions.map(({ of }) => new Date(of.heldUntilMs).toISOString())),
      plainArray(commissions.map(({ of }) => of.amountMinor.toString())),
      plainArray(commissions.map(({ of }) => of.currency)),
      plainArray(commissions.map(({ occurredAtMs }) => new Date(occurredAtMs).toISOString())),
      now,
    ],
    "write-commissions",
  );
}

async function writeAdjustments(ctx: TenantContext, adjustments: readonly NewAdjustment[], now: Date): Promise<void> {
  await ctx.execute(
    WRITE_ADJUSTMENTS,
    [
      ctx.organizationId,
      adjustments.map(({ id }) => id),
      adjustments.map(({ commission }) => commission.id),
      adjustments.map(({ eventId }) => eventId),
      adjustments.map(({ attributionId }) => attributionId),
      adjustments.map(({ commission }) => commission.partnerId),
      adjustments.map(({ commission }) => commission.programId),
      adjustments.map(({ commission }) => commission.ruleKey),
      adjustments.map(({ reason }) => reason),
      adjustments.map(({ differenceMinor }) => differenceMinor.toString()),
      adjustments.map(({ commission }) => commission.currency),
      now,
    ],
    "write-adjustments",
  );
}

const WRITE_DECISIONS = `
  INSERT INTO attribution (organization_id, id, event_id, version, cause, program_id, model, weight_total, trace, digest,
    settings_revision, decided_at)
  SELECT $1, d.id, d.event_id, d.version, d.cause, d.program_id, d.model, d.weight_total, d.trace::jsonb, decode(d.digest, 'hex'), $11, $12
  FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::uuid[], $7::text[], $8::bigint[], string_to_array($9, E'\\x1e'), $10::text[])
    AS d (id, event_id, version, cause, program_id, model, weight_total, trace, digest)`;

const WRITE_CREDITS = `
  INSERT INTO credit (organization_id, id, attribution_id, event_id, click_id, partner_id, program_id, position, weight,
    value_minor)
  SELECT $1, c.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::int[],
    $9::bigint[], $10::bigint[]) AS c`;

const WRITE_COMMISSIONS = `
  INSERT INTO commission (organization_id, id, event_id, attribution_id, partner_id, program_id, rule_key,
    program_version_id, terms_id, held_until, amount_minor, currency, occurred_at, status, created_at, updated_at)
  SELECT $1, c.*, 'held', $14, $14
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::uuid[], $9::uuid[],
    $10::timestamptz[], $11::bigint[], $12::text[], $13::timestamptz[]) AS c`;

/** A commission that is corrected has changed: whoever reads what is new since then has to see it. */
const WRITE_ADJUSTMENTS = `
  WITH corrected AS (
    UPDATE commission SET updated_at = $12 WHERE organization_id = $1 AND id = ANY ($3::uuid[]))
  INSERT INTO adjustment (organization_id, id, commission_id, event_id, attribution_id, partner_id, program_id, rule_key,
    reason, amount_minor, currency, created_at)
  SELECT $1, a.*, $12
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[],
    $10::bigint[], $11::text[]) AS a`;
