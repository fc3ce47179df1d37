import type { TenantContext } from "../../../shared/tenant-context.js";
import type { OrganizationInvariant } from "./invariant.js";
import { organizationInvariant, platformInvariant } from "./invariant.js";

/** A whole token of ours: its mark and 43 characters of base64url. A key's stored prefix is far shorter. */
const WHOLE_TOKEN = "trb_[a-z]_[A-Za-z0-9_-]{43}";

/** Asked of the catalogue: every column that can hold a text, of every table of which the runtime role sees rows. */
const LOOKED_AT = `
  SELECT format($$SELECT %L AS sentence FROM %I WHERE concat_ws(' ', %s) ~ '${WHOLE_TOKEN}'$$,
    format('A row of the table %s holds a token in plain text.', c.relname), c.relname,
    string_agg(format(CASE WHEN t.typname = 'bytea' THEN $$encode(%I, 'escape')$$ ELSE '%I::text' END, a.attname), ', '
      ORDER BY a.attnum)) AS violations
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND (t.typcategory = 'S' OR t.typname IN ('json', 'jsonb', 'bytea', '_text'))
    AND NOT (t.typname = 'bytea' AND a.attname ~ '_hash$') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
  GROUP BY c.relname`;

/** Whatever of an organization can be read is looked at, also in a table that nobody listed. */
export const secretsAreHashed: OrganizationInvariant = {
  name: "secrets-are-hashed",
  promise: "No token and no key stands anywhere in plain text.",
  find: async (ctx: TenantContext, examplesMax: number) => {
    const tables = await ctx.query<{ violations: string }>(LOOKED_AT);
    const anywhere = tables.map(({ violations }) => violations).join(" UNION ALL ");
    return organizationInvariant("secrets-are-hashed", "", anywhere).find(ctx, examplesMax);
  },
};

/** Hashes that are of no secret: what is hashed stands beside them, or is known to everybody. */
const OF_NO_SECRET = ["leaf_hash", "chain_hash", "body_hash", "request_hash", "source_hash"];

/** Asked of the catalogue, so that a table that nobody listed is found as well; also those of which nobody sees every row. */
export const hashesAreWhole = platformInvariant(
  "hashes-are-whole",
  "A column for the hash of a secret takes what is as long as SHA-256 makes it, and nothing else.",
  `
  SELECT format('The column %s of table %s takes what is no SHA-256.', a.attname, c.relname) AS sentence
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'bytea'::regtype
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname ~ '_hash$'
    AND a.attname <> ALL ('{${OF_NO_SECRET.join(",")}}')
    AND (NOT a.attnotnull OR NOT EXISTS (
      SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated
        AND pg_get_constraintdef(k.oid) ~ ('octet_length\\(' || a.attname || '\\) = 32')))`,
);
