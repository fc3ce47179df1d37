import { newId } from "../../src/shared/ids.js";
import type { OperatorContext } from "../../src/shared/operator-context.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";

/** Makes an organization and gives its id; what else only a registrar may write is written by `also`. */
export async function enterOrganization(
  operator: OperatorContext,
  slug: string,
  also?: (ctx: TenantContext, id: string) => Promise<void>,
): Promise<string> {
  const id = newId();
  await operator.asRegistrar(id, async (ctx) => {
    await ctx.execute("INSERT INTO organization (id, slug, name, created_at) VALUES ($1, $2, $2, now())", [id, slug]);
    await ctx.execute("INSERT INTO settings_head (organization_id) VALUES ($1)", [id]);
    await also?.(ctx, id);
  });
  return id;
}

/** Of a statement whose first parameter is the organization: a row's id, the same in every statement, in no order. */
export const uuid = (kind: string, n: string): string => `md5($1::text || '${kind}' || ${n})::uuid`;
