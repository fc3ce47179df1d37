import type { UserContext } from "../../shared/user-context.js";
import { ownMemberships } from "./own-memberships.js";

/**
 * The organization in which somebody's session begins: the wanted one, else the one that they joined first, else none.
 * Undefined where they have no seat in the wanted one.
 */
export async function placeToBegin(user: UserContext, wanted: string | undefined): Promise<string | null | undefined> {
  const memberships = await ownMemberships(user, user.userId);
  if (wanted !== undefined) {
    return memberships.some(({ organization }) => organization.id === wanted) ? wanted : undefined;
  }
  const [first] = memberships.toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());
  return first?.organization.id ?? null;
}
