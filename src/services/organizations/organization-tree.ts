import type { OrganizationStatus } from "../../entities/organizations/organization.entity.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/** How many of a tree are shown at most. */
export const TREE_MAX = 1000;

export interface OrganizationNode {
  id: string;
  parentId: string | null;
  slug: string;
  name: string;
  status: OrganizationStatus;
  depth: number;
}

/**
 * The organization with all above and all below it, from the top: what stands beside it belongs to others. At most
 * `TREE_MAX`; one statement.
 */
export async function organizationTree(ctx: TenantContext): Promise<OrganizationNode[]> {
  ctx.require("organization:readSettings");
  return ctx.read<OrganizationNode & Record<string, unknown>>(
    `SELECT t.id, t.parent_id AS "parentId", t.slug, t.name, t.status, t.depth FROM (
       SELECT id, lag(id) OVER (ORDER BY depth) AS parent_id, slug, name, status, depth FROM lookup.organization_lineage()
       UNION
       SELECT id, parent_id, slug, name, status, depth FROM lookup.organization_descendants()
     ) t ORDER BY t.depth, lower(t.name), t.id LIMIT ${TREE_MAX}`,
    [],
  );
}

/** Until the transaction ends nobody else makes or counts children of this organization. */
export async function lockChildrenOf(ctx: TenantContext, organizationId: string): Promise<void> {
  await ctx.query("SELECT pg_advisory_xact_lock(hashtextextended('children of ' || $1, 0))", [
    organizationId.toLowerCase(),
  ]);
}
