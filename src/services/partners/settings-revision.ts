import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/**
 * Raises the organization's settings revision and gives the new one, by which the change is known. The row stays locked
 * until the commit, so that changes of settings come one after another; events only read it and never wait.
 */
export async function raiseSettingsRevision(ctx: TenantContext): Promise<bigint> {
  const [head] = await ctx.query<{ revision: bigint }>(
    "UPDATE settings_head SET revision = revision + 1 WHERE organization_id = $1 RETURNING revision",
    [ctx.organizationId],
  );
  assert(head, "every organization has its settings head");
  return head.revision;
}
