import type { SizeBucket } from "../../entities/organizations/organization-profile.entity.js";
import type { UserContext } from "../../shared/user-context.js";

const LISTED_MAX = 100;
const SEARCH_LENGTH_MAX = 200;

export interface Listed {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  industry: string | null;
  website: string | null;
  sizeBucket: SizeBucket | null;
  /** Its key in the storage. */
  logo: string | null;
}

/**
 * Active organizations that let themselves be listed, for anybody who signs in (C-ORG-14): by name, at most a hundred. A
 * search finds parts of names, slugs and industries, whatever their case.
 */
export async function listedOrganizations(user: UserContext, search: string): Promise<Listed[]> {
  const searched = search.replaceAll("\0", "").trim().slice(0, SEARCH_LENGTH_MAX).toWellFormed();
  return user.query<Listed>(
    `SELECT id, slug, name, description, industry, website, size_bucket AS "sizeBucket", id || '/logo-' || logo_id AS logo
     FROM lookup.listed_organizations($1, ${LISTED_MAX})`,
    [searched],
  );
}
