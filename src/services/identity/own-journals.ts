import type { Principal } from "../../shared/principal.js";
import type { UserContext } from "../../shared/user-context.js";
import type { Journal } from "../audit/journal.js";
import type { JournalFact } from "../audit/journal-fact.js";
import type { OwnMembership } from "./own-memberships.js";
import { ownMemberships } from "./own-memberships.js";

/** The person as each of their organizations knows them. */
export const asMember =
  ({ userId, sessionId = "" }: UserContext) =>
  ({ membershipId, role }: OwnMembership): Principal => ({ kind: "member", membershipId, userId, role, sessionId });

/**
 * What concerns all of a person's organizations stands in each of their journals; nobody's open socket overhears it. In the
 * open transaction, and last.
 */
export async function tellOrganizations(
  journal: Journal,
  user: UserContext,
  by: Principal | ((membership: OwnMembership) => Principal),
  factFor: (membership: OwnMembership) => JournalFact,
): Promise<void> {
  for (const membership of await ownMemberships(user, user.userId)) {
    const principal = typeof by === "function" ? by(membership) : by;
    const scope = { organizationId: membership.organization.id, principal, origin: user.origin };
    await user.writeIn(scope.organizationId);
    await journal.appendIn(user.open, scope, [factFor(membership)]);
  }
}
