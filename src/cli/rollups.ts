import { Command } from "commander";

import { organizationNamed } from "./organization-named.js";
import { withProgress } from "./progress.js";
import { say } from "./say.js";
import type { System } from "./system.js";

export const rollupsCommand = (): Command =>
  new Command("rollups")
    .description("The sums by day and month that totals are read from.")
    .addCommand(rebuildCommand());

const rebuildCommand = (): Command =>
  new Command("rebuild")
    .description(
      "Forget what is summed and sum it again. Servers may run meanwhile: until a day is summed, its commissions are read.",
    )
    .option("--organization <slug>", "of which organization; without it, of all")
    .action(async ({ organization }: { organization?: string }) => {
      const { runCommand } = await import("./run-command.js");
      const { RollupService } = await import("../services/partners/rollups/rollup.service.js");
      const { TenantContext } = await import("../shared/tenant-context.js");
      await runCommand("rollups", async (system) => {
        const { database } = system;
        const principal = { kind: "system", name: "rollups" } as const;
        const contexts =
          organization === undefined
            ? (await allOrganizations(system)).map(
                (organizationId) => new TenantContext({ database, organizationId, principal }),
              )
            : [await organizationNamed(system, organization, "rollups")];
        const rollups = new RollupService();
        await withProgress("Summing", async (show) => {
          for (const [done, ctx] of contexts.entries()) {
            await rollups.rebuild(ctx, (share) => show((done + share) / contexts.length));
          }
        });
        say(`Summed again: ${contexts.length === 1 ? "1 organization" : `${contexts.length} organizations`}.`);
      });
    });

/** Suspended ones too: the registrar sees which there are. */
async function allOrganizations({ database }: System): Promise<string[]> {
  const rows = await database.transaction({ role: "tributary_registrar" }, (transaction) =>
    transaction.query<{ id: string }>("SELECT id FROM organization ORDER BY created_at, id"),
  );
  return rows.map(({ id }) => id);
}
