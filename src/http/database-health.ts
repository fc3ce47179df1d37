import { MIGRATIONS } from "../migrations/index.js";
import type { Database } from "../shared/database/database.js";
import type { ReadinessCheck } from "./health.js";
import type { Metric } from "./metrics.js";

/** A journal that is not sealed for so long tells nobody anything. */
const PENDING_AGE_MAX_MS = 60_000;

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
    {
      name: "journal",
      async findFault() {
        const ageMs = await pendingAgeMs(database);
        return ageMs > PENDING_AGE_MAX_MS
          ? `entries wait since ${Math.round(ageMs / 1_000)} s to be sealed`
          : undefined;
      },
    },
  ];
}

export const databaseMetrics = (database: Database): Metric[] => [
  {
    name: "tributary_journal_pending_age_seconds",
    help: "Age of the oldest journal entry that is not sealed.",
    kind: "gauge",
    read: async () => (await pendingAgeMs(database)) / 1_000,
  },
];

/** Zero where nothing waits. By the database's clock at both ends. */
async function pendingAgeMs(database: Database): Promise<number> {
  const [oldest] = await database.lookup<{ age: number | null }>(
    "SELECT extract(epoch FROM clock_timestamp() - min(oldest_at))::float8 * 1000 AS age FROM lookup.journal_pending()",
  );
  return Math.max(0, oldest?.age ?? 0);
}
