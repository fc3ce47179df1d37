import type { ClickFlagReason } from "../../../entities/partners/click-flag.entity.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { TouchFact } from "../attribution/facts.js";
import { TOUCHES_MAX } from "../attribution/decide.js";

/** A person with more clicks is read event by event. */
const READ_AT_ONCE_MAX = 4 * TOUCHES_MAX;

/** A click of a person: a touch, before its flags are known and whether it keeps its credit for an event. */
export interface PersonTouch extends TouchFact {
  /** Whether its source is known, so that it can be judged. */
  isJudged: boolean;
}

interface TouchRow {
  person_id: string;
  id: string;
  visitor_id: string;
  partner_id: string;
  program_id: string;
  clicked_at: Date;
  partner_revoked: boolean;
  judged: boolean;
  flags: ClickFlagReason[] | null;
}

/** The clicks of each person through all their visitors; for those with very many, only whose they are. */
export interface TouchesOfPersons {
  touches: Map<string, PersonTouch[]>;
  /** Persons with so many clicks that each of their events needs a reading of its own. */
  crowded: Set<string>;
}

export function readTouches(ctx: TenantContext, personIds: readonly string[]): Promise<TouchesOfPersons> {
  return gather(ctx, READ_TOUCHES, personIds, "read-touches");
}

/** The same of the persons who have these user ids. */
export function readTouchesOfUsers(ctx: TenantContext, userIds: readonly string[]): Promise<TouchesOfPersons> {
  return gather(ctx, READ_TOUCHES_OF_USERS, userIds, "read-touches-of-users");
}

async function gather(
  ctx: TenantContext,
  statement: string,
  keys: readonly string[],
  name: string,
): Promise<TouchesOfPersons> {
  const touches = new Map<string, PersonTouch[]>();
  const rows = await ctx.query<TouchRow>(statement, [ctx.organizationId, keys, READ_AT_ONCE_MAX + 1], name);
  for (const row of rows) {
    const own = touches.get(row.person_id);
    if (own) own.push(touchOf(row));
    else touches.set(row.person_id, [touchOf(row)]);
  }
  const crowded = new Set([...touches].filter(([, own]) => own.length > READ_AT_ONCE_MAX).map(([person]) => person));
  return { touches, crowded };
}

/** The touches of one person up to an event, newest first: enough to know whether there were more than count. */
export async function readTouchesUntil(
  ctx: TenantContext,
  personId: string,
  occurredAtMs: number,
): Promise<PersonTouch[]> {
  const rows = await ctx.query<TouchRow>(
    READ_TOUCHES_UNTIL,
    [ctx.organizationId, personId, new Date(occurredAtMs), TOUCHES_MAX + 1],
    "read-touches-until",
  );
  return rows.map(touchOf);
}

const NO_FLAGS: readonly ClickFlagReason[] = [];

const touchOf = (row: TouchRow): PersonTouch => ({
  clickId: row.id,
  visitorId: row.visitor_id,
  partnerId: row.partner_id,
  programId: row.program_id,
  clickedAtMs: row.clicked_at.getTime(),
  madeWhileRevoked: row.partner_revoked,
  flags: row.flags ?? NO_FLAGS,
  keepsCredit: false,
  isJudged: row.judged,
});

/** A person's visitors: those stitched to their user id, or the one that an anonymous person is. */
const VISITORS = (person: string): string => `
  SELECT i.person_id, i.visitor_id FROM identity i WHERE i.organization_id = $1 AND i.person_id ${person}
  UNION ALL
  SELECT p.id, p.visitor_id FROM person p WHERE p.organization_id = $1 AND p.id ${person} AND p.visitor_id IS NOT NULL`;

const CLICK = `c.id, c.visitor_id, c.partner_id, c.program_id, c.clicked_at, c.partner_revoked,
  c.source_hash IS NOT NULL AS judged,
  (SELECT array_agg(f.reason ORDER BY f.reason) FROM click_flag f
   WHERE f.organization_id = c.organization_id AND f.click_id = c.id AND f.lifted_at IS NULL) AS flags`;

const touchesOf = (persons: string): string => `
  SELECT v.person_id, c.*
  FROM (${VISITORS(persons)}) v
  CROSS JOIN LATERAL (
    SELECT ${CLICK} FROM click c
    WHERE c.organization_id = $1 AND c.visitor_id = v.visitor_id
    LIMIT $3
  ) c`;

const READ_TOUCHES = touchesOf("= ANY ($2::uuid[])");

const READ_TOUCHES_OF_USERS = touchesOf(
  "= ANY (ARRAY(SELECT u.id FROM person u WHERE u.organization_id = $1 AND u.user_id = ANY ($2::text[])))",
);

const READ_TOUCHES_UNTIL = `
  SELECT v.person_id, c.*
  FROM (${VISITORS("= $2::uuid")}) v
  CROSS JOIN LATERAL (
    SELECT ${CLICK} FROM click c
    WHERE c.organization_id = $1 AND c.visitor_id = v.visitor_id AND c.clicked_at <= $3
    ORDER BY c.clicked_at DESC, c.id DESC LIMIT $4
  ) c
  ORDER BY c.clicked_at DESC, c.id DESC LIMIT $4`;

/** The flags that nobody has lifted, by click. */
export async function readFlags(
  ctx: TenantContext,
  clickIds: readonly string[],
): Promise<Map<string, ClickFlagReason[]>> {
  const flags = new Map<string, ClickFlagReason[]>();
  if (clickIds.length === 0) return flags;
  const rows = await ctx.query<{ click_id: string; reason: ClickFlagReason }>(
    `SELECT click_id, reason FROM click_flag
     WHERE organization_id = $1 AND click_id = ANY ($2::uuid[]) AND lifted_at IS NULL ORDER BY click_id, reason`,
    [ctx.organizationId, clickIds],
    "read-flags",
  );
  for (const { click_id: clickId, reason } of rows) flags.set(clickId, [...(flags.get(clickId) ?? []), reason]);
  return flags;
}
