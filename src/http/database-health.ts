import { MIGRATIONS } from "../migrations/index.js";
import type { Database } from "../shared/database/database.js";
import type { ReadinessCheck } from "./health.js";

export function databaseChecks(database: Database): ReadinessCheck[] {
  return [
    {
      name: "database",
      async findFault() {
        await database.lookup("SELECT 1");
        return undefined;
      },
    },
    {
      name: "migrations",
      async findFault() {
        const [applied] = await database.lookup<{ count: number }>("SELECT count(*)::int AS count FROM migration");
        const missing = MIGRATIONS.length - (applied?.count ?? 0);
        // More of them than we know is a newer release's database, which an older one serves during an upgrade.
        return missing > 0 ? `${missing} not applied` : undefined;
      },
    },
  ];
}
