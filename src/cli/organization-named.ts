import { readTenancy } from "../services/platform/tenancy.js";
import { DEFAULT_ORGANIZATION_ID } from "../shared/ids.js";
import { SetupError } from "../shared/setup-error.js";
import { TenantContext } from "../shared/tenant-context.js";
import type { System } from "./system.js";

/** The organization that a command names by its slug; in single mode the one there is, and the slug may be left out. */
export async function organizationNamed(
  system: System,
  slug: string | undefined,
  command: string,
): Promise<TenantContext> {
  const { database } = system;
  const enter = (organizationId: string): TenantContext =>
    new TenantContext({ database, organizationId, principal: { kind: "system", name: command } });

  if (slug === undefined) {
    const tenancy = await readTenancy(database);
    if (tenancy === "single") return enter(DEFAULT_ORGANIZATION_ID);
    throw new SetupError("Name the organization with --organization SLUG.");
  }
  const [found] = await database.lookup<{ id: string; status: string }>(
    "SELECT id, status FROM lookup.organization($1)",
    [slug],
  );
  if (!found) throw new SetupError(`There is no organization ${slug}.`);
  if (found.status !== "active") throw new SetupError(`The organization ${slug} is ${found.status}.`);
  return enter(found.id);
}
