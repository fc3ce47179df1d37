import type { DataSource } from "typeorm";

import { SetupError } from "../setup-error.js";

/** Thrown at start when the database would not keep organizations apart. */
export class BoundaryError extends SetupError {}

/**
 * Refuses to run unless the boundary stands: the runtime role is no superuser, cannot bypass row security and owns no
 * table, and every table forces its row security. There is no falling back to the owner.
 *
 * @throws BoundaryError naming every fault.
 */
export async function assertBoundary(dataSource: DataSource): Promise<void> {
  const [role] = (await dataSource.query(`
    SELECT rolname AS name, rolsuper AS "isSuperuser", rolbypassrls AS "canBypass",
      EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p')) AS "isOwner"
    FROM pg_roles WHERE rolname = current_user`)) as {
    name: string;
    isSuperuser: boolean;
    canBypass: boolean;
    isOwner: boolean;
  }[];
  const open = (await dataSource.query(`
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
    ORDER BY 1`)) as { name: string }[];
  const faults = [
    ...(role?.isSuperuser ? ["is a superuser"] : []),
    ...(role?.canBypass ? ["has BYPASSRLS"] : []),
    ...(role?.isOwner ? ["owns tables"] : []),
  ].map((fault) => `The runtime role ${role?.name} ${fault}.`);
  faults.push(...open.map((table) => `The table ${table.name} does not force row level security.`));
  if (faults.length > 0) throw new BoundaryError(`Tributary does not run like this:\n  ${faults.join("\n  ")}`);
}
