import { newId } from "../../../shared/ids.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { requestRedecisions } from "./late-clicks.js";
import { plainArray } from "../../../shared/database/plain-array.js";

/** More clicks than this from one source on one link within a minute are not those of a person. */
export const VELOCITY_CLICKS_MAX = 30;
export const VELOCITY_WINDOW_SECONDS = 60;
/** A visitor's second click on the same link this soon says nothing new. */
export const DUPLICATE_WINDOW_SECONDS = 10;

export interface RaisedFlag {
  clickId: string;
  reason: "velocity" | "duplicate";
}

/** What a judgement changed. */
export interface Judgement {
  /** How many verdicts had no flag yet. */
  found: number;
  /** The flags that are new: of what was found, somebody else may just have flagged some. */
  flags: RaisedFlag[];
  /** How many people were put down to be decided anew. */
  people: number;
}

interface FoundFlag {
  click_id: string;
  reason: "velocity" | "duplicate";
  evidence: Record<string, unknown>;
}

/**
 * The verdict on a click depends on earlier clicks of the same source or visitor on the same link and on nothing else:
 * not on when it is judged, nor on other verdicts. So the same clicks get the same flags in whatever order they land. Clicks are
 * taken minute by minute, each with as many before it as velocity needs, so that a flood is read once and not again for
 * each of its clicks.
 */
const FIND_FLAGS = `
  WITH landed AS (
    SELECT c.link_id, c.source_hash, min(c.clicked_at) AS first_at, max(c.clicked_at) AS last_at
    FROM click c
    WHERE c.organization_id = $1 AND c.id = ANY ($2::uuid[]) AND c.source_hash IS NOT NULL
    GROUP BY c.link_id, c.source_hash, date_trunc('minute', c.clicked_at)
  ), considered AS (
    SELECT l.link_id, l.source_hash, l.first_at, near.id, near.clicked_at
    FROM landed l CROSS JOIN LATERAL (
      (SELECT b.id, b.clicked_at FROM click b
       WHERE b.organization_id = $1 AND b.link_id = l.link_id AND b.source_hash = l.source_hash
         AND b.clicked_at < l.first_at AND b.clicked_at > l.first_at - make_interval(secs => $5)
       ORDER BY b.clicked_at DESC, b.id DESC LIMIT $4::int)
      UNION ALL
      (SELECT a.id, a.clicked_at FROM click a
       WHERE a.organization_id = $1 AND a.link_id = l.link_id AND a.source_hash = l.source_hash
         AND a.clicked_at >= l.first_at AND a.clicked_at < l.last_at + make_interval(secs => $5))
    ) near
  ), compared AS (
    SELECT first_at, id, clicked_at, lag(clicked_at, $4::int) OVER earlier AS crowd_began_at
    FROM considered
    WINDOW earlier AS (PARTITION BY link_id, source_hash, first_at ORDER BY clicked_at, id)
  ), visited AS (
    SELECT c.link_id, c.visitor_id, min(c.clicked_at) AS first_at, max(c.clicked_at) AS last_at
    FROM click c
    WHERE c.organization_id = $1 AND c.id = ANY ($2::uuid[]) AND c.source_hash IS NOT NULL
    GROUP BY c.link_id, c.visitor_id, date_trunc('minute', c.clicked_at)
  ), repeated AS (
    SELECT v.first_at, n.id, n.clicked_at,
      lag(n.id) OVER earlier AS previous_id, lag(n.clicked_at) OVER earlier AS previous_at
    FROM visited v
    JOIN click n ON n.organization_id = $1 AND n.visitor_id = v.visitor_id AND n.link_id = v.link_id
      AND n.source_hash IS NOT NULL
      AND n.clicked_at > v.first_at - make_interval(secs => $6) AND n.clicked_at < v.last_at + make_interval(secs => $6)
    WINDOW earlier AS (PARTITION BY v.link_id, v.visitor_id, v.first_at ORDER BY n.clicked_at, n.id)
  ), found AS (
    SELECT id AS click_id, 'velocity' AS reason,
      jsonb_build_object('clicksMoreThan', $4::int, 'withinMs', round(extract(epoch FROM clicked_at - crowd_began_at) * 1000)) AS evidence
    FROM compared
    WHERE clicked_at >= first_at AND clicked_at - crowd_began_at < make_interval(secs => $5)
    UNION
    SELECT id, 'duplicate',
      jsonb_build_object('of', previous_id, 'afterMs', round(extract(epoch FROM clicked_at - previous_at) * 1000))
    FROM repeated
    WHERE clicked_at >= first_at AND clicked_at - previous_at < make_interval(secs => $6)
  )
  SELECT f.click_id, f.reason, f.evidence FROM found f
  WHERE ($3 OR f.click_id = ANY ($2::uuid[]))
    AND NOT EXISTS (SELECT FROM click_flag k
      WHERE k.organization_id = $1 AND k.click_id = f.click_id AND k.reason = f.reason)`;

const RAISE_FLAGS = `
  INSERT INTO click_flag (organization_id, id, click_id, reason, evidence, flagged_at)
  SELECT $1, f.id, f.click_id, f.reason, f.evidence, $2
  FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::jsonb[]) AS f (id, click_id, reason, evidence)
  ON CONFLICT DO NOTHING
  RETURNING click_id AS "clickId", reason`;

/**
 * Judges these clicks for velocity and duplicates inside the caller's transaction and flags what it finds, with the
 * evidence. Safe to repeat; a flag that was lifted is not raised again. People whose earlier decisions credited a click
 * that is flagged now are put down to be decided anew.
 *
 * @returns the flags that are new.
 */
export async function judgeClicks(ctx: TenantContext, clickIds: readonly string[]): Promise<RaisedFlag[]> {
  return (await judge(ctx, clickIds, false)).flags;
}

/** Like `judgeClicks`. Tells whether there was anything to flag, be it that somebody else has just flagged it. */
export async function judgeAgain(ctx: TenantContext, clickIds: readonly string[]): Promise<boolean> {
  return (await judge(ctx, clickIds, false)).found > 0;
}

/** Like `judgeClicks`, also for the clicks that came within a minute after these, on which they may throw a new light. */
export function judgeLandedClicks(ctx: TenantContext, clickIds: readonly string[]): Promise<Judgement> {
  return judge(ctx, clickIds, true);
}

async function judge(ctx: TenantContext, clickIds: readonly string[], andLater: boolean): Promise<Judgement> {
  if (clickIds.length === 0) return { flags: [], people: 0, found: 0 };
  const find = (ctx: TenantContext): Promise<FoundFlag[]> =>
    ctx.query(
      FIND_FLAGS,
      [
        ctx.organizationId,
        plainArray(clickIds),
        andLater,
        VELOCITY_CLICKS_MAX,
        VELOCITY_WINDOW_SECONDS,
        DUPLICATE_WINDOW_SECONDS,
      ],
      "find-click-flags",
    );
  return ctx.transactionAhead(find, async (ctx, found) => {
    if (found.length === 0) return { flags: [], people: 0, found: 0 };
    // In one order everywhere, so that two judges of the same clicks do not wait for each other in a circle.
    found.sort((a, b) => (`${a.click_id} ${a.reason}` < `${b.click_id} ${b.reason}` ? -1 : 1));
    const flags = await ctx.query<RaisedFlag>(
      RAISE_FLAGS,
      [
        ctx.organizationId,
        ctx.clock.now(),
        found.map(() => newId()),
        found.map((flag) => flag.click_id),
        found.map((flag) => flag.reason),
        found.map((flag) => JSON.stringify(flag.evidence)),
      ],
      "raise-click-flags",
    );
    const credited = await ctx.query<{ person_id: string }>(
      CREDITED,
      [ctx.organizationId, flags.map((flag) => flag.clickId)],
      "find-credited-people",
    );
    const people = await requestRedecisions(
      ctx,
      "click.flagged",
      credited.map((one) => one.person_id),
    );
    return { flags, people, found: found.length };
  });
}

/** People with an event that credits one of the clicks, by the decision that counts. */
const CREDITED = `
  SELECT DISTINCT e.person_id
  FROM credit c
  JOIN attribution a ON a.organization_id = c.organization_id AND a.id = c.attribution_id
  JOIN event e ON e.organization_id = c.organization_id AND e.id = c.event_id
  WHERE c.organization_id = $1 AND c.click_id = ANY ($2::uuid[])
    AND NOT EXISTS (SELECT FROM attribution n
      WHERE n.organization_id = a.organization_id AND n.event_id = a.event_id AND n.version > a.version)`;
