import { isUniqueViolation } from "../../../shared/database/database.js";
import { joinedTexts, plainArray } from "../../../shared/database/plain-array.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { Candidate } from "./candidate.js";
import { answerOf } from "./candidate.js";

/** Inserts events in one statement. Fails as `isWrittenMeanwhile` tells if somebody else has just written one of them. */
export async function writeEvents(
  ctx: TenantContext,
  candidates: readonly Candidate[],
  { revision, recordedAt }: { revision: bigint; recordedAt: Date },
): Promise<void> {
  // In one order everywhere, so that two writers of the same ids do not wait for each other in a circle.
  const sorted = candidates.toSorted((a, b) => (a.event.externalId < b.event.externalId ? -1 : 1));
  await ctx.write(
    WRITE_EVENTS,
    [
      ctx.organizationId,
      plainArray(sorted.map(({ id }) => id)),
      sorted.map(({ event }) => event.externalId),
      plainArray(sorted.map(({ personId }) => personId)),
      plainArray(sorted.map(({ event }) => event.cref)),
      plainArray(sorted.map(({ event }) => (event.cref === null ? "user" : "cref"))),
      sorted.map(({ event }) => event.type),
      plainArray(sorted.map(({ occurredAt }) => occurredAt.toISOString())),
      plainArray(sorted.map(({ event }) => event.amount?.amountMinor ?? null)),
      plainArray(sorted.map(({ event }) => event.amount?.currency ?? null)),
      sorted.map(({ event }) => event.refundOf),
      joinedTexts(sorted.map(({ event }) => (event.metadata ? JSON.stringify(event.metadata) : ""))),
      plainArray(sorted.map(({ event }) => event.bodyHash.toString("hex"))),
      joinedTexts(sorted.map((candidate) => JSON.stringify(answerOf(candidate, recordedAt)))),
      revision.toString(),
      recordedAt,
    ],
    "write-events",
  );
}

/**
 * Whether somebody else has just written one of the events. It has to be a failure: what follows from an event leaves in
 * the same statement, and would have nothing to refer to if the event were passed over.
 */
export function isWrittenMeanwhile(error: unknown): boolean {
  return isUniqueViolation(error) && (error as { constraint?: unknown }).constraint === ONE_OF_EACH_ID;
}

const ONE_OF_EACH_ID = "uq_event_external_id";

const WRITE_EVENTS = `
  INSERT INTO event (organization_id, id, external_id, person_id, cref_click_id, bound_by, type, occurred_at, amount_minor,
    currency, refund_of, metadata, body_hash, answer, settings_revision, recorded_at)
  SELECT $1, e.id, e.external_id, e.person_id, e.cref, e.bound_by, e.type, e.occurred_at, e.amount_minor, e.currency,
    e.refund_of, nullif(e.metadata, '')::jsonb, decode(e.body_hash, 'hex'), e.answer::jsonb, $15, $16
  FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[], $9::bigint[],
    $10::text[], $11::text[], string_to_array($12, E'\\x1e'), $13::text[], string_to_array($14, E'\\x1e')) WITH ORDINALITY
    AS e (id, external_id, person_id, cref, bound_by, type, occurred_at, amount_minor, currency, refund_of, metadata,
      body_hash, answer, place)
  ORDER BY e.place`;
