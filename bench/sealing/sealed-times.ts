import pg from "pg";

import { JOURNAL_CHANNEL, readJournalNotice } from "../../src/services/audit/journal-notice.js";
import { assert } from "../../src/shared/errors.js";
import type { OperatorContext } from "../../src/shared/operator-context.js";

/** Hears answers and sealings, and tells afterwards how long each event's entries waited. */
export interface SealedTimes {
  /** The body of an event's answer, at the instant of its arrival. */
  answered(body: Buffer): void;
  /** For each event that was answered: from there until all of its entries stood sealed, in milliseconds; none is below 0. */
  ofOrganization(organizationId: string): Promise<number[]>;
  close(): Promise<void>;
}

/** Listens as every follower of journals does. What it tells includes that: nobody hears of an entry sooner. */
export async function hearSealings(appUrl: string, operator: OperatorContext): Promise<SealedTimes> {
  const answeredAt = new Map<string, number>();
  const notices = new Map<string, { position: bigint; at: number }[]>();
  const client = new pg.Client(appUrl);
  await client.connect();
  client.on("notification", ({ payload }) => {
    const at = performance.now();
    const notice = readJournalNotice(payload ?? "");
    if (notice === null) return;
    const heard = notices.get(notice.organizationId) ?? [];
    if (heard.length === 0) notices.set(notice.organizationId, heard);
    heard.push({ position: notice.position, at });
  });
  await client.query(`LISTEN ${JOURNAL_CHANNEL}`);
  return {
    answered(body) {
      const { eventId } = JSON.parse(body.toString()) as { eventId: string };
      answeredAt.set(eventId, performance.now());
    },
    async ofOrganization(organizationId) {
      const heard = notices.get(organizationId) ?? [];
      const last = await operator.in(organizationId).query<{ event_id: string; position: bigint }>(LAST_ENTRIES);
      let next = 0;
      return last.flatMap(({ event_id, position }) => {
        while (next < heard.length && heard[next]!.position < position) next += 1;
        const answered = answeredAt.get(event_id);
        if (answered === undefined) return [];
        const sealed = heard[next];
        assert(sealed, "every sealing is told");
        return [Math.max(0, sealed.at - answered)];
      });
    },
    close: () => client.end(),
  };
}

/** The last entry of each event. */
const LAST_ENTRIES = `
  SELECT coalesce(said -> 'data' ->> 'eventId', said -> 'subject' ->> 'id') AS event_id, max(position) AS position
  FROM (SELECT position, convert_from(bytes, 'UTF8')::json AS said FROM journal_entry) e
  GROUP BY 1 ORDER BY 2`;
