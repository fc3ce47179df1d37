import type { TenantContext } from "../../../shared/tenant-context.js";
import { newId } from "../../../shared/ids.js";
import { assert } from "../../../shared/errors.js";

/** Whom a transaction is about to decide on. */
export interface PeopleWanted {
  userIds?: readonly string[];
  /** Of these visitors: the anonymous person, made if need be, and everybody who is stitched to them. */
  visitorIds?: readonly string[];
  /** The persons of the events that have these ids, where there are such. */
  eventExternalIds?: readonly string[];
  personIds?: readonly string[];
}

/** Locked persons, and who the visitors' events belong to. */
export interface People {
  byUserId: Map<string, string>;
  /** The anonymous person of a visitor, which is also the lock on all that is known of the visitor. */
  anonymous: Map<string, string>;
  /** The person to whom an event with only a `cref` belongs: the visitor's first user id, else the anonymous one (S3). */
  ownerOf: Map<string, string>;
  /** Everybody stitched to one of the visitors, and their anonymous persons. */
  all: Set<string>;
}

/** Somebody moved between being looked up and being locked. The transaction is to be tried again. */
export class PeopleMoved extends Error {}

/**
 * Makes the persons who are missing and locks all of them in id order, so that decisions on one person come one after
 * another and nobody waits in a circle (S11). Who is stitched to a visitor cannot change while the visitor's anonymous
 * person is locked.
 *
 * @throws PeopleMoved
 */
export async function lockPeople(ctx: TenantContext, wanted: PeopleWanted): Promise<People> {
  const userIds = [...new Set(wanted.userIds)];
  const visitorIds = [...new Set(wanted.visitorIds)];
  const targets = [...new Set(wanted.eventExternalIds)];
  const personIds = [...new Set(wanted.personIds)];
  const made = [userIds.map(() => newId()), userIds, visitorIds.map(() => newId()), visitorIds];
  const [, people] = await Promise.all([
    userIds.length + visitorIds.length > 0 &&
      ctx.execute(MAKE_PERSONS, [ctx.organizationId, ...made, ctx.clock.now()], "make-persons"),
    lockExisting(ctx, [userIds, visitorIds, targets, personIds]),
  ]);
  if (visitorIds.length + targets.length > 0) await checkNobodyMoved(ctx, people, visitorIds, targets);
  for (const visitorId of visitorIds) {
    const anonymous = people.anonymous.get(visitorId);
    assert(anonymous, "the anonymous person of a visitor was made before");
    if (!people.ownerOf.has(visitorId)) people.ownerOf.set(visitorId, anonymous);
  }
  return people;
}

/**
 * Locks those who are there of the persons with these user ids, each given once, in id order. Gives null if not all of them are: then
 * `lockPeople` makes the others, and should it meet one of them who was made in the meantime in the other direction,
 * the deadlock is found and the transaction is tried again.
 */
export async function lockUsers(ctx: TenantContext, userIds: readonly string[]): Promise<People | null> {
  const people = await lockExisting(ctx, [userIds, [], [], []]);
  return people.byUserId.size === userIds.length ? people : null;
}

async function lockExisting(ctx: TenantContext, wanted: readonly (readonly string[])[]): Promise<People> {
  const rows = await ctx.query<{ id: string; user_id: string | null; visitor_id: string | null }>(
    LOCK_PERSONS,
    [ctx.organizationId, ...wanted],
    "lock-persons",
  );
  const people: People = {
    byUserId: new Map(),
    anonymous: new Map(),
    ownerOf: new Map(),
    all: new Set(rows.map(({ id }) => id)),
  };
  for (const { id, user_id: userId, visitor_id: visitorId } of rows) {
    if (userId !== null) people.byUserId.set(userId, id);
    if (visitorId !== null) people.anonymous.set(visitorId, id);
  }
  return people;
}

/** Reads again, behind the lock, whom the visitors and events belong to: a stitch may have moved them meanwhile. */
async function checkNobodyMoved(
  ctx: TenantContext,
  people: People,
  visitorIds: readonly string[],
  targets: readonly string[],
): Promise<void> {
  const stitched = await ctx.query<{ visitor_id: string | null; person_id: string }>(
    READ_STITCHED,
    [ctx.organizationId, visitorIds, targets],
    "read-stitched",
  );
  for (const { visitor_id: visitorId, person_id: personId } of stitched) {
    if (!people.all.has(personId)) throw new PeopleMoved("somebody was stitched meanwhile");
    // The first of each visitor is the owner.
    if (visitorId !== null && !people.ownerOf.has(visitorId)) people.ownerOf.set(visitorId, personId);
  }
}

/** New user ids first and then new visitors, each in one order everywhere. */
const MAKE_PERSONS = `
  INSERT INTO person (organization_id, id, user_id, visitor_id, created_at)
  SELECT $1, n.id, n.user_id, n.visitor_id, $6 FROM (
    SELECT u.id, u.user_id, NULL::uuid AS visitor_id FROM unnest($2::uuid[], $3::text[]) AS u (id, user_id)
    UNION ALL
    SELECT v.id, NULL, v.visitor_id FROM unnest($4::uuid[], $5::uuid[]) AS v (id, visitor_id)
  ) n
  ORDER BY n.user_id COLLATE "C", n.visitor_id
  ON CONFLICT DO NOTHING`;

/** An array, not IN, so that persons are looked up by key: the plan was made while the table was small, and stays. */
const LOCK_PERSONS = `
  SELECT p.id, p.user_id, p.visitor_id FROM person p
  WHERE p.organization_id = $1 AND p.id = ANY (ARRAY(
    SELECT u.id FROM person u WHERE u.organization_id = $1 AND u.user_id = ANY ($2::text[])
    UNION
    SELECT v.id FROM person v WHERE v.organization_id = $1 AND v.visitor_id = ANY ($3::uuid[])
    UNION
    SELECT i.person_id FROM identity i WHERE i.organization_id = $1 AND i.visitor_id = ANY ($3::uuid[])
    UNION
    SELECT e.person_id FROM event e WHERE e.organization_id = $1 AND e.external_id = ANY ($4::text[])
    UNION
    SELECT unnest($5::uuid[])))
  ORDER BY p.id FOR NO KEY UPDATE`;

/** The user id of a stitch `i`, looked up by key for each of them: a join would be planned for the table as it once was. */
export const USER_ID_OF_STITCH =
  "SELECT p.user_id FROM person p WHERE p.organization_id = i.organization_id AND p.id = i.person_id";

/** Who is stitched to the visitors, the first user id first (S3), and whose the events are. */
const READ_STITCHED = `
  (SELECT i.visitor_id, i.person_id
   FROM identity i
   WHERE i.organization_id = $1 AND i.visitor_id = ANY ($2::uuid[])
   ORDER BY i.identified_at, (${USER_ID_OF_STITCH}) COLLATE "C")
  UNION ALL
  SELECT NULL, e.person_id FROM event e WHERE e.organization_id = $1 AND e.external_id = ANY ($3::text[])`;
