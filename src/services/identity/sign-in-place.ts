import type { UserContext } from "../../shared/user-context.js";
import { ownMemberships } from "./own-memberships.js";

/**
 * The organization in which somebody's session begins: the wanted one, else the one where they want to land, else where
 * they were last, else the one that they joined first, else none. Undefined where they are no member of the wanted one; where
 * they have none any more in one of the others, the next is asked.
 */
export async function placeToBegin(user: UserContext, wanted: string | undefined): Promise<string | null | undefined> {
  const memberships = await ownMemberships(user, user.userId);
  const mayEnter = (id: string | null): boolean => memberships.some(({ organization }) => organization.id === id);
  if (wanted !== undefined) return mayEnter(wanted) ? wanted : undefined;
  const [first] = memberships.toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());
  if (!first) return null;
  const [known] = await user.query<{ landing: string | null; last: string | null }>(PLACES, [user.userId]);
  return [known?.landing ?? null, known?.last ?? null].find(mayEnter) ?? first.organization.id;
}

const PLACES = `
  SELECT (SELECT landing_organization_id FROM user_preference WHERE user_id = $1) AS landing,
    (SELECT active_organization_id FROM session
     WHERE principal_kind = 'user' AND principal_id = $1 AND active_organization_id IS NOT NULL
     ORDER BY created_at DESC LIMIT 1) AS last`;
