import type { TenantContext } from "../../../shared/tenant-context.js";
import { assert } from "../../../shared/errors.js";
import { unsettledMs } from "../reporting/settled-until.js";
import { OPEN_MS } from "./rollup-marks.js";
import { ROLLUP_KEY, ROLLUP_SUMS, rollupSums } from "./rollup-sums.js";

/** So many days are summed in one transaction. */
const DAYS_MAX = 14;
/** The days of so many marked hours are summed anew in one transaction. */
const HOURS_MAX = 200;

interface Head {
  /** The organization's zone, which may not be the one whose days are summed. */
  timeZone: string;
  isZoneNew: boolean;
  closedUntil: Date | null;
}

interface Day {
  startsAt: Date;
  endsAt: Date;
}

/** Sums commissions by day, and again what has changed since. Totals read the sums instead of all commissions. */
export class RollupService {
  /**
   * Sums one batch of an organization's days, in a transaction of its own: days that were marked, then those that ended
   * since. Says whether there is more. Safe to repeat, and to run beside itself and beside whoever changes commissions:
   * nobody waits for it but another one.
   *
   * A day may be summed once nobody can write into it unmarked any more. A writer leaves no mark where the event happened
   * later than `OPEN_MS` before the writer's transaction began. So a day has to lie `OPEN_MS` before the beginning of every
   * transaction that runs; what has ended by then is seen.
   */
  close(ctx: TenantContext): Promise<{ hasMore: boolean; closedUntil: Date | null }> {
    return ctx.transaction(async (ctx) => {
      const head = await this.lockHead(ctx);
      if (head.isZoneNew) {
        await this.clear(ctx, head.timeZone);
        return { hasMore: true, closedUntil: null };
      }
      const settledUntil = new Date(ctx.clock.now().getTime() - (await unsettledMs(ctx)) - OPEN_MS);
      const hours = await this.markedHours(ctx);
      const marked = await this.daysOf(ctx, hours, head.timeZone, settledUntil);
      const ended = await this.daysSince(ctx, head, settledUntil);
      const closedUntil = ended.at(-1)?.endsAt ?? head.closedUntil;
      if (hours.length > 0 || ended.length > 0) {
        const days = [...new Map([...marked, ...ended].map((day) => [day.startsAt.getTime(), day])).values()];
        await this.sum(ctx, days, hours);
      }
      await ctx.execute(SUM_MONTHS, [ctx.organizationId, head.timeZone, closedUntil]);
      await ctx.execute(
        `UPDATE commission_rollup_head SET closed_until = $2, commissions = (
           SELECT coalesce(sum(conversions), 0) FROM commission_rollup WHERE organization_id = $1 AND scope = 'program')
         WHERE organization_id = $1`,
        [ctx.organizationId, closedUntil],
      );
      return { hasMore: hours.length === HOURS_MAX || ended.length === DAYS_MAX, closedUntil };
    });
  }

  /**
   * Forgets an organization's sums and makes them again, a batch at a time. Meanwhile totals are read from commissions and
   * are as exact as ever.
   *
   * @param onProgress - called with the share that is done, from 0 to 1.
   */
  async rebuild(ctx: TenantContext, onProgress: (share: number) => void = () => undefined): Promise<void> {
    const first = await ctx.transaction(async (ctx) => {
      const { timeZone } = await this.lockHead(ctx);
      await this.clear(ctx, timeZone);
      const [row] = await ctx.query<{ at: Date | null }>(
        "SELECT min(occurred_at) AS at FROM commission WHERE organization_id = $1",
        [ctx.organizationId],
      );
      return row?.at?.getTime() ?? 0;
    });
    const whole = Math.max(ctx.clock.now().getTime() - first, 1);
    for (;;) {
      const { hasMore, closedUntil } = await this.close(ctx);
      onProgress(Math.min(Math.max(((closedUntil?.getTime() ?? first) - first) / whole, 0), 1));
      if (!hasMore) return;
    }
  }

  private async lockHead(ctx: TenantContext): Promise<Head> {
    await ctx.execute(
      `INSERT INTO commission_rollup_head (organization_id, time_zone)
       SELECT id, time_zone FROM organization WHERE id = $1 ON CONFLICT DO NOTHING`,
      [ctx.organizationId],
    );
    const [head] = await ctx.query<Head>(
      `SELECT o.time_zone AS "timeZone", o.time_zone <> h.time_zone AS "isZoneNew", h.closed_until AS "closedUntil"
       FROM commission_rollup_head h JOIN organization o ON o.id = h.organization_id
       WHERE h.organization_id = $1 FOR UPDATE OF h`,
      [ctx.organizationId],
    );
    assert(head, "an organization that is summed exists");
    return head;
  }

  private async clear(ctx: TenantContext, timeZone: string): Promise<void> {
    await ctx.execute("DELETE FROM commission_rollup_day WHERE organization_id = $1", [ctx.organizationId]);
    await ctx.execute("DELETE FROM commission_rollup_month WHERE organization_id = $1", [ctx.organizationId]);
    await ctx.execute("DELETE FROM commission_rollup WHERE organization_id = $1", [ctx.organizationId]);
    await ctx.execute(
      "UPDATE commission_rollup_head SET closed_until = NULL, commissions = 0, time_zone = $2 WHERE organization_id = $1",
      [ctx.organizationId, timeZone],
    );
  }

  private async markedHours(ctx: TenantContext): Promise<Date[]> {
    const rows = await ctx.query<{ hour: Date }>(
      "SELECT DISTINCT hour FROM commission_rollup_mark WHERE organization_id = $1 ORDER BY hour LIMIT $2",
      [ctx.organizationId, HOURS_MAX],
    );
    return rows.map(({ hour }) => hour);
  }

  /** The days that these hours lie in and that may be summed. */
  private daysOf(ctx: TenantContext, hours: readonly Date[], timeZone: string, settledUntil: Date): Promise<Day[]> {
    return ctx.query<Day>(
      `SELECT DISTINCT d.starts_at AS "startsAt", d.ends_at AS "endsAt"
       FROM unnest($1::timestamptz[]) AS h (hour) CROSS JOIN LATERAL (${daysAround("h.hour", "$2")}) d
       WHERE d.starts_at < h.hour + interval '1 hour' AND d.ends_at > h.hour AND d.ends_at <= $3`,
      [hours, timeZone, settledUntil],
    );
  }

  /** The next days with commissions that nobody has looked at yet and that may be summed, in their order. */
  private daysSince(ctx: TenantContext, { timeZone, closedUntil }: Head, settledUntil: Date): Promise<Day[]> {
    return ctx.query<Day>(
      `WITH RECURSIVE day AS (
         SELECT n.*, 1 AS number FROM (${nextDay("coalesce($3::timestamptz, '-infinity')")}) n
         UNION ALL
         SELECT n.*, day.number + 1 FROM day CROSS JOIN LATERAL (${nextDay("day.ends_at")}) n WHERE day.number < ${DAYS_MAX}
       )
       SELECT starts_at AS "startsAt", ends_at AS "endsAt" FROM day ORDER BY starts_at`,
      [ctx.organizationId, timeZone, closedUntil, settledUntil],
    );
  }

  /** Sums these days anew. Whatever else was summed of the hours is forgotten, and their marks with it. */
  private async sum(ctx: TenantContext, days: readonly Day[], hours: readonly Date[]): Promise<void> {
    const starts = days.map(({ startsAt }) => startsAt);
    const ends = days.map(({ endsAt }) => endsAt);
    await ctx.execute(FORGET, [ctx.organizationId, starts, ends, hours]);
    await ctx.execute(SUM, [ctx.organizationId, starts, ends, hours]);
  }
}

/** The three days about an instant. In some zones clocks are put back at midnight, so an instant's date is not always its day. */
const daysAround = (at: string, zone: string): string => `
  SELECT starts_at, ends_at FROM generate_series(-1, 1) n CROSS JOIN LATERAL (
    SELECT ((${at} AT TIME ZONE ${zone})::date + n)::timestamp AT TIME ZONE ${zone} AS starts_at,
      ((${at} AT TIME ZONE ${zone})::date + n + 1)::timestamp AT TIME ZONE ${zone} AS ends_at
  ) cut WHERE starts_at < ends_at`;

/** The next day with commissions at or after an instant, if it may be summed. */
const nextDay = (since: string): string => `
  SELECT d.starts_at, d.ends_at
  FROM (SELECT occurred_at AS at FROM commission
    WHERE organization_id = $1 AND occurred_at >= ${since} ORDER BY occurred_at LIMIT 1) first
  CROSS JOIN LATERAL (${daysAround("first.at", "$2")}) d
  WHERE d.starts_at <= first.at AND d.ends_at > first.at AND d.ends_at <= $4`;

/** Also days that were cut otherwise, by older rules of the zone: no two that are summed may overlap. */
const FORGET = `
  WITH span AS (
    SELECT * FROM unnest($2::timestamptz[], $3::timestamptz[]) AS day (from_at, until_at)
    UNION ALL
    SELECT hour, hour + interval '1 hour' FROM unnest($4::timestamptz[]) AS marked (hour)
  ), day AS (
    DELETE FROM commission_rollup_day p USING span s
    WHERE p.organization_id = $1 AND p.starts_at < s.until_at AND p.ends_at > s.from_at
    RETURNING p.starts_at
  ), month AS (
    DELETE FROM commission_rollup_month p USING span s
    WHERE p.organization_id = $1 AND p.starts_at < s.until_at AND p.ends_at > s.from_at
    RETURNING p.starts_at
  ), gone AS (
    SELECT starts_at, scope FROM day CROSS JOIN (VALUES ('program'), ('link')) AS scopes (scope)
    UNION ALL SELECT starts_at, 'month' FROM month
  )
  DELETE FROM commission_rollup r USING gone
  WHERE r.organization_id = $1 AND r.scope = gone.scope AND r.starts_at = gone.starts_at`;

/**
 * One statement, and so one snapshot: a mark that it takes away belongs to a change that it sums, and a change that it does
 * not see keeps its mark.
 */
const SUM = `
  WITH day AS (
    SELECT * FROM unnest($2::timestamptz[], $3::timestamptz[]) AS day (from_at, until_at)
  ), taken AS (
    DELETE FROM commission_rollup_mark m
    WHERE m.organization_id = $1 AND (m.hour = ANY ($4::timestamptz[])
      OR EXISTS (SELECT FROM day WHERE m.hour >= day.from_at AND m.hour + interval '1 hour' <= day.until_at))
  ), closed AS (
    INSERT INTO commission_rollup_day (organization_id, starts_at, ends_at) SELECT $1, from_at, until_at FROM day
  )
  INSERT INTO commission_rollup (organization_id, ${ROLLUP_KEY}, ${ROLLUP_SUMS})
  SELECT $1, ${ROLLUP_KEY}, ${ROLLUP_SUMS} FROM (${rollupSums("day")}) summed`;

/**
 * The months that have ended, from their days. A month is whole if its days have all of its commissions: none is ever taken
 * away, so it is enough to count. One that is not, because another has just come, is made once that is summed.
 */
const SUM_MONTHS = `
  WITH missing AS (
    SELECT DISTINCT cut.starts_at, cut.ends_at FROM commission_rollup_day d CROSS JOIN LATERAL (
      SELECT month AT TIME ZONE $2 AS starts_at, (month + interval '1 month') AT TIME ZONE $2 AS ends_at
      FROM date_trunc('month', d.starts_at AT TIME ZONE $2) AS month
    ) cut
    WHERE d.organization_id = $1 AND cut.ends_at <= $3 AND NOT EXISTS (SELECT FROM commission_rollup_month m
      WHERE m.organization_id = $1 AND m.starts_at < cut.ends_at AND m.ends_at > cut.starts_at)
  ), whole AS (
    SELECT m.* FROM missing m WHERE (
      SELECT count(*) FROM commission c
      WHERE c.organization_id = $1 AND c.occurred_at >= m.starts_at AND c.occurred_at < m.ends_at
    ) = (
      SELECT sum(r.conversions) FROM commission_rollup r
      JOIN commission_rollup_day d ON d.organization_id = $1 AND d.starts_at = r.starts_at
      WHERE r.organization_id = $1 AND r.scope = 'program' AND r.starts_at >= m.starts_at AND d.ends_at <= m.ends_at
    )
  ), summed AS (
    INSERT INTO commission_rollup_month (organization_id, starts_at, ends_at) SELECT $1, starts_at, ends_at FROM whole
  )
  INSERT INTO commission_rollup (organization_id, ${ROLLUP_KEY}, ${ROLLUP_SUMS})
  SELECT $1, 'month', m.starts_at, r.program_id, r.currency, r.status, r.partner_id, r.link_id,
    sum(r.conversions)::bigint, sum(r.amount_minor), sum(r.adjusted_minor), max(r.updated_at)
  FROM whole m
  JOIN commission_rollup_day d ON d.organization_id = $1 AND d.starts_at >= m.starts_at AND d.ends_at <= m.ends_at
  JOIN commission_rollup r ON r.organization_id = $1 AND r.scope = 'link' AND r.starts_at = d.starts_at
  GROUP BY m.starts_at, r.program_id, r.currency, r.status, r.partner_id, r.link_id`;
