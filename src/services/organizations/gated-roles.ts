import type { Role } from "../../shared/role.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Gates } from "../platform/gates.js";

/** Who teaches in another's name needs an organization that may host (C-INV-09). Throws the gate's refusal, on every way in. */
export async function requireOpenRoles(ctx: TenantContext, gates: Gates, roles: readonly Role[]): Promise<void> {
  if (roles.includes("EXPERT")) await gates.require(ctx, "host_orgs");
}
