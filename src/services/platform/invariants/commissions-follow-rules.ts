import type { TenantContext } from "../../../shared/tenant-context.js";
import { isCorrective } from "../../partners/attribution/corrective-types.js";
import { priceCredits } from "../../partners/attribution/decide.js";
import type { DecidedCredit } from "../../partners/attribution/decision.js";
import type { EventRecord } from "../../partners/deciding/event-record.js";
import { factOf, readEventsNamed } from "../../partners/deciding/event-record.js";
import { readHistory } from "../../partners/deciding/history-reader.js";
import { SettingsReader } from "../../partners/deciding/settings-reader.js";
import type { Findings, OrganizationInvariant } from "./invariant.js";

/** Events that are priced again together. */
const PAGE_MAX = 1_000;

/**
 * What each commission is worth now, its adjustments included, priced again by the pure rules from the credits that count:
 * the partner's share of their rule on the whole event (S8, S9). A rejected one is worth nothing (S21). People who wait
 * to be decided anew are passed over.
 */
export const commissionsFollowRules: OrganizationInvariant = {
  name: "commissions-follow-rules",
  promise:
    "Each commission is worth exactly its partner's share of its rule on the whole event, as known when the event was recorded.",
  async find(ctx, examplesMax) {
    const found: Findings = { count: 0n, examples: [] };
    const settings = new SettingsReader();
    const [head] = await ctx.query<{ revision: bigint }>("SELECT revision FROM settings_head");
    let after: string | null = null;
    for (;;) {
      const names: { id: string; external_id: string }[] = await ctx.query(NEXT_EVENTS, [after, PAGE_MAX]);
      if (names.length === 0) return found;
      const events = await readEventsNamed(
        ctx,
        names.map((row) => row.external_id),
      );
      for (const sentence of await mispriced(ctx, events, settings, head?.revision ?? 0n)) {
        found.count += 1n;
        if (found.examples.length < examplesMax) found.examples.push(sentence);
      }
      after = names.at(-1)?.id ?? null;
    }
  },
};

/** A sentence for each partner, program and rule of these events whose commission is not worth what it should be. */
async function mispriced(
  ctx: TenantContext,
  events: readonly EventRecord[],
  reader: SettingsReader,
  revision: bigint,
): Promise<string[]> {
  const ids = events.map(({ id }) => id);
  const credits = byEvent(await ctx.query<CreditRow>(CURRENT_CREDITS, [ids]));
  const standing = byEvent(await ctx.query<StandingRow>(STANDING, [ids]));
  const partnerIds = new Set([...credits.values()].flat().map(({ partnerId }) => partnerId));
  const settings = await reader.read(ctx, revision, [...partnerIds]);
  const history = await readHistory(ctx, [...new Set(events.map(({ personId }) => personId))]);
  return events.flatMap((event) => {
    const own = isCorrective(event) ? [] : (credits.get(event.id) ?? []);
    const { commissions } = priceCredits(own, factOf(event), history.get(event.personId) ?? [], settings);
    const worths = new Map<string, { standsMinor: bigint; wantedMinor: bigint }>();
    for (const row of standing.get(event.id) ?? []) {
      worths.set(keyOf(row), { standsMinor: row.worthMinor, wantedMinor: 0n });
    }
    const rejected = new Set((standing.get(event.id) ?? []).filter(({ isRejected }) => isRejected).map(keyOf));
    for (const commission of commissions) {
      const key = keyOf(commission);
      const wantedMinor = rejected.has(key) ? 0n : commission.amountMinor;
      worths.set(key, { standsMinor: worths.get(key)?.standsMinor ?? 0n, wantedMinor });
    }
    return [...worths]
      .filter(([, { standsMinor, wantedMinor }]) => standsMinor !== wantedMinor)
      .map(
        ([key, { standsMinor, wantedMinor }]) =>
          `Event ${event.id} is worth ${standsMinor} to ${key}, but its credits and rules give ${wantedMinor}.`,
      );
  });
}

interface CreditRow extends DecidedCredit {
  eventId: string;
}

interface Earner {
  partnerId: string;
  programId: string;
  ruleKey: string;
  currency: string;
}

interface StandingRow extends Earner {
  eventId: string;
  worthMinor: bigint;
  isRejected: boolean;
}

function byEvent<Row extends { eventId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const lists = new Map<string, Row[]>();
  for (const row of rows) {
    const list = lists.get(row.eventId);
    if (list) list.push(row);
    else lists.set(row.eventId, [row]);
  }
  return lists;
}

const keyOf = ({ partnerId, programId, ruleKey, currency }: Earner): string =>
  `partner ${partnerId} in program ${programId} by rule ${ruleKey} in ${currency}`;

/** In the order of ids; people who are put down for deciding anew are somebody else's turn. */
const NEXT_EVENTS = `
  SELECT e.id, e.external_id FROM event e
  WHERE ($1::uuid IS NULL OR e.id > $1)
    AND NOT EXISTS (SELECT FROM redecision r WHERE r.person_id = e.person_id)
  ORDER BY e.id LIMIT $2`;

const CURRENT_CREDITS = `
  SELECT c.event_id AS "eventId", c.click_id AS "clickId", c.partner_id AS "partnerId", c.program_id AS "programId",
    c.position, c.weight, c.value_minor AS "valueMinor"
  FROM credit c
  JOIN (
    SELECT DISTINCT ON (event_id) id FROM attribution WHERE event_id = ANY ($1::uuid[]) ORDER BY event_id, version DESC
  ) a ON a.id = c.attribution_id
  ORDER BY c.event_id, c.position`;

const STANDING = `
  SELECT c.event_id AS "eventId", c.partner_id AS "partnerId", c.program_id AS "programId", c.rule_key AS "ruleKey",
    c.currency, bool_or(c.status = 'rejected') AS "isRejected",
    coalesce(sum(c.amount_minor + coalesce(d.total, 0)) FILTER (WHERE c.status NOT IN ('reversed', 'rejected')), 0)::bigint AS "worthMinor"
  FROM commission c
  LEFT JOIN (
    SELECT commission_id, sum(amount_minor) AS total FROM adjustment WHERE event_id = ANY ($1::uuid[]) GROUP BY commission_id
  ) d ON d.commission_id = c.id
  WHERE c.event_id = ANY ($1::uuid[])
  GROUP BY c.event_id, c.partner_id, c.program_id, c.rule_key, c.currency`;
