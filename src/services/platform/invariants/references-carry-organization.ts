import { platformInvariant } from "./invariant.js";

/** Where this holds, a row cannot point into another organization: PostgreSQL refuses it. */
export const referencesCarryOrganization = platformInvariant(
  "references-carry-organization",
  "Every reference between tables of an organization carries the organization and is validated.",
  `
  SELECT format('The reference %s of table %s %s.', c.conname, t.relname,
    CASE WHEN c.convalidated THEN 'does not carry the organization' ELSE 'is not validated' END) AS sentence
  FROM pg_constraint c
  JOIN pg_class t ON t.oid = c.conrelid
  JOIN pg_class f ON f.oid = c.confrelid
  WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace
    AND (NOT c.convalidated
      OR (f.relname NOT IN ('organization', 'platform_user')
        AND NOT EXISTS (
          SELECT FROM unnest(c.conkey, c.confkey) AS pair (mine, theirs)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.mine AND a.attname = 'organization_id'
          JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = pair.theirs AND b.attname = 'organization_id')))`,
);
