import type { Role } from "../../shared/role.js";

/** An organization that a person may enter, and as what. */
export interface OwnMembership {
  membershipId: string;
  role: Role;
  organization: { id: string; slug: string; name: string };
  joinedAt: Date;
}

interface Row {
  membership_id: string;
  role: Role;
  organization_id: string;
  slug: string;
  name: string;
  joined_at: Date;
}

/** Anything that can read in one statement: a TenantContext or a UserContext, inside or outside of a transaction. */
interface Asker {
  query(text: string, values: unknown[]): Promise<object[]>;
}

/** Where both the membership and the organization are active, by the organization's name; at most 200. */
export async function ownMemberships(asker: Asker, userId: string): Promise<OwnMembership[]> {
  const rows = (await asker.query("SELECT * FROM lookup.memberships($1)", [userId])) as Row[];
  return rows.map(({ membership_id: membershipId, role, organization_id: id, slug, name, joined_at: joinedAt }) => ({
    membershipId,
    role,
    organization: { id, slug, name },
    joinedAt,
  }));
}
