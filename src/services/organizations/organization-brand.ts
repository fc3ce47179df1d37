import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { MailBrand } from "../platform/mail/layout.js";

/** The organization's name and colour, its own or inherited, in which its mails speak. */
export async function brandOf(ctx: TenantContext): Promise<MailBrand> {
  const [row] = await ctx.query<{ name: string; color: string | null }>(
    `SELECT o.name,
       (SELECT l.primary_color FROM lookup.organization_lineage() l WHERE l.primary_color IS NOT NULL
        ORDER BY l.depth DESC LIMIT 1) AS color
     FROM organization o WHERE o.id = $1`,
    [ctx.organizationId],
  );
  assert(row, "whoever acts in an organization acts in one that there is");
  return row;
}
