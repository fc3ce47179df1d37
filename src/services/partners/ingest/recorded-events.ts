import type { TenantContext } from "../../../shared/tenant-context.js";
import type { NewEvent } from "./event-body.js";
import type { EventAnswer } from "./event-outcome.js";

/** What an event was answered, and to which body. */
export interface RecordedAnswer {
  bodyHash: Buffer;
  answer: EventAnswer;
}

/** What is here already of the events that somebody sends. */
export interface RecordedEvents {
  /** By the ids that their senders gave them. */
  answers: ReadonlyMap<string, RecordedAnswer>;
  /** Those of which a refund is here. */
  refunded: ReadonlySet<string>;
}

interface RecordedRow {
  external_id: string;
  body_hash: Buffer | null;
  answer: EventAnswer | null;
}

export async function readRecorded(ctx: TenantContext, events: readonly NewEvent[]): Promise<RecordedEvents> {
  const externalIds = [...new Set(events.map(({ externalId }) => externalId))];
  const rows = await ctx.query<RecordedRow>(READ_RECORDED, [ctx.organizationId, externalIds], "read-recorded");
  const answers = new Map<string, RecordedAnswer>();
  const refunded = new Set<string>();
  for (const { external_id: externalId, body_hash: bodyHash, answer } of rows) {
    if (bodyHash && answer) answers.set(externalId, { bodyHash, answer });
    else refunded.add(externalId);
  }
  return { answers, refunded };
}

const READ_RECORDED = `
  SELECT external_id, body_hash, answer FROM event WHERE organization_id = $1 AND external_id = ANY ($2::text[])
  UNION ALL
  SELECT refund_of, NULL, NULL FROM event WHERE organization_id = $1 AND refund_of = ANY ($2::text[])`;
