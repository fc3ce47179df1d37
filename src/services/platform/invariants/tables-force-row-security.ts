import { platformInvariant } from "./invariant.js";

/** Asked of the catalogue, not of our list of tables: a table that nobody listed is found as well. */
export const tablesForceRowSecurity = platformInvariant(
  "tables-force-row-security",
  "Every table forces row level security and has a policy, and a policy that shows all rows belongs to a role that nobody logs in as.",
  `
  SELECT CASE
      WHEN NOT (c.relrowsecurity AND c.relforcerowsecurity) THEN format('The table %s does not force row level security.', c.relname)
      ELSE format('The table %s has no policy.', c.relname)
    END AS sentence
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND (NOT (c.relrowsecurity AND c.relforcerowsecurity) OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
  UNION ALL
  SELECT format('The policy %s of table %s does not compare the organization.', p.polname, c.relname)
  FROM pg_policy p
  JOIN pg_class c ON c.oid = p.polrelid AND c.relnamespace = 'public'::regnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
  WHERE p.polroles = '{0}'
    AND EXISTS (
      SELECT FROM (VALUES (pg_get_expr(p.polqual, c.oid)), (pg_get_expr(p.polwithcheck, c.oid))) AS side (text)
      WHERE side.text !~ 'organization_id = .*app\\.organization_id')
  UNION ALL
  SELECT format('The policy %s lets the role %s, which can log in, cross table %s.', p.policyname, r.rolname, p.tablename)
  FROM pg_policies p CROSS JOIN unnest(p.roles) AS role (name) JOIN pg_roles r ON r.rolname = role.name
  WHERE p.schemaname = 'public' AND r.rolcanlogin`,
);
