import type { TenantContext } from "../../../shared/tenant-context.js";
import type { EventFact } from "../attribution/facts.js";

/** An event as it stands, with what a decision asks of it. */
export interface EventRecord {
  id: string;
  externalId: string;
  personId: string;
  type: string;
  occurredAtMs: number;
  settingsRevision: bigint;
  amountMinor: bigint | null;
  currency: string | null;
  refundOf: string | null;
  refundedMinor: bigint;
  refundedWhole: boolean;
}

interface EventRow {
  id: string;
  external_id: string;
  person_id: string;
  type: string;
  occurred_at: Date;
  settings_revision: bigint;
  amount_minor: bigint | null;
  currency: string | null;
  refund_of: string | null;
  refunded_minor: bigint;
  refunded_whole: boolean;
}

export const factOf = (event: EventRecord): EventFact => ({
  externalId: event.externalId,
  type: event.type,
  occurredAtMs: event.occurredAtMs,
  settingsRevision: event.settingsRevision,
  amount:
    event.amountMinor === null || event.currency === null
      ? null
      : { amountMinor: event.amountMinor, currency: event.currency },
  refund: { refundedMinor: event.refundedMinor, whole: event.refundedWhole },
});

const COLUMNS = `id, external_id, person_id, type, occurred_at, settings_revision, amount_minor, currency, refund_of,
  refunded_minor, refunded_whole`;

const recordOf = (row: EventRow): EventRecord => ({
  id: row.id,
  externalId: row.external_id,
  personId: row.person_id,
  type: row.type,
  occurredAtMs: row.occurred_at.getTime(),
  settingsRevision: row.settings_revision,
  amountMinor: row.amount_minor,
  currency: row.currency,
  refundOf: row.refund_of,
  refundedMinor: row.refunded_minor,
  refundedWhole: row.refunded_whole,
});

/** At most so many of these persons' events, in the order of S2. */
export async function readEventsOf(
  ctx: TenantContext,
  personIds: readonly string[],
  atMost: number,
): Promise<EventRecord[]> {
  const rows = await ctx.query<EventRow>(
    `SELECT ${COLUMNS} FROM event WHERE organization_id = $1 AND person_id = ANY ($2::uuid[])
     ORDER BY person_id, occurred_at, external_id COLLATE "C" LIMIT $3`,
    [ctx.organizationId, personIds, atMost],
    "read-events-of-persons",
  );
  return rows.map(recordOf);
}

/** The next events of a person after a place in the order of S2. */
export async function readEventsAfter(
  ctx: TenantContext,
  personId: string,
  after: { occurredAtMs: number; externalId: string } | null,
  atMost: number,
): Promise<EventRecord[]> {
  const rows = await ctx.query<EventRow>(
    `SELECT ${COLUMNS} FROM event
     WHERE organization_id = $1 AND person_id = $2
       AND ($3::timestamptz IS NULL OR (occurred_at, external_id COLLATE "C") > ($3, $4))
     ORDER BY occurred_at, external_id COLLATE "C" LIMIT $5`,
    [ctx.organizationId, personId, after && new Date(after.occurredAtMs), after?.externalId ?? "", atMost],
  );
  return rows.map(recordOf);
}

/** Events by the ids that clients gave them. */
export async function readEventsNamed(ctx: TenantContext, externalIds: readonly string[]): Promise<EventRecord[]> {
  const rows = await ctx.query<EventRow>(
    `SELECT ${COLUMNS} FROM event WHERE organization_id = $1 AND external_id = ANY ($2::text[])`,
    [ctx.organizationId, externalIds],
    "read-events-named",
  );
  return rows.map(recordOf);
}

/** A place in the order of the newest events first. */
export interface EventPlace {
  occurredAtMs: number;
  id: string;
}

/** The next events of [from, before the place), newest first; refunds, which are never decided, are among them. */
export async function readEventsBefore(
  ctx: TenantContext,
  from: Date,
  place: EventPlace,
  atMost: number,
): Promise<EventRecord[]> {
  const rows = await ctx.query<EventRow>(
    `SELECT ${COLUMNS} FROM event
     WHERE organization_id = $1 AND occurred_at >= $2 AND (occurred_at, id) < ($3, $4)
     ORDER BY occurred_at DESC, id DESC LIMIT $5`,
    [ctx.organizationId, from, new Date(place.occurredAtMs), place.id, atMost],
    "read-events-before",
  );
  return rows.map(recordOf);
}
