import type { TenantContext } from "../../../shared/tenant-context.js";
import type { Findings, OrganizationInvariant } from "./invariant.js";

interface Reference {
  child: string;
  parent: string;
  childColumns: string[];
  parentColumns: string[];
}

/** Every reference between tables that row security pins to the organization and that we may read. */
const REFERENCES = `
  SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent,
    ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY k.place) AS "childColumns",
    ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k (attnum, place)
      JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum ORDER BY k.place) AS "parentColumns"
  FROM pg_constraint c
  WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
    AND has_table_privilege(c.conrelid, 'SELECT')
    AND NOT (c.conrelid = 'organization'::regclass AND c.confrelid = 'organization'::regclass)
  ORDER BY 1, 2, 3`;

/**
 * The constraints promise it; this looks at the rows, since a restored backup or a superuser can get around a constraint.
 * A parent in another organization is invisible here, so it counts as missing. The tree of organizations alone leads out of
 * each of them: `trees-are-whole` looks at it.
 */
export const childrenBelongToParents: OrganizationInvariant = {
  name: "children-belong-to-parents",
  promise: "Every row points at rows of its own organization that exist.",
  async find(ctx, examplesMax) {
    const references = await ctx.query<Reference>(REFERENCES);
    const found: Findings = { count: 0n, examples: [] };
    for (const reference of references) {
      const { count, examples } = await orphansOf(ctx, reference, examplesMax - found.examples.length);
      found.count += count;
      found.examples.push(...examples);
    }
    return found;
  },
};

async function orphansOf(ctx: TenantContext, reference: Reference, examplesMax: number): Promise<Findings> {
  const { child, parent, childColumns, parentColumns } = reference;
  // Names come from the catalogue, as it writes them in statements.
  const same = childColumns.map((column, index) => `p.${parentColumns[index]} = c.${column}`).join(" AND ");
  const given = childColumns.map((column) => `c.${column} IS NOT NULL`).join(" AND ");
  const named = childColumns.filter((column) => column !== "organization_id").map((column) => `c.${column}`);
  const [orphans] = await ctx.query<{ count: bigint; rows: string[] | null }>(
    `WITH orphan AS (
       SELECT ${named.length > 0 ? `concat_ws(', ', ${named.join(", ")})` : "c.organization_id::text"} AS name
       FROM ${child} c WHERE ${given} AND NOT EXISTS (SELECT FROM ${parent} p WHERE ${same})
     )
     SELECT (SELECT count(*) FROM orphan) AS count, ARRAY(SELECT name FROM orphan ORDER BY name LIMIT $1) AS rows`,
    [Math.max(examplesMax, 0)],
  );
  return {
    count: orphans?.count ?? 0n,
    examples: (orphans?.rows ?? []).map((name) => `A ${child} points at the ${parent} ${name}, which is not here.`),
  };
}
