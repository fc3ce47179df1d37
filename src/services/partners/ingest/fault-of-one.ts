import { sqlState } from "../../../shared/database/database.js";

/** SQLSTATE classes that mean the database, not a row: connection, resources, operator intervention, system error. */
const DATABASE_FAULTS = new Set(["08", "53", "57", "58", "XX"]);

/** Whether one item of a batch may be to blame. When the database is gone, asking it again for each of them helps nobody. */
export function isFaultOfOne(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return !DATABASE_FAULTS.has(state.slice(0, 2));
  return !(error instanceof Error && /connect|terminated|timeout/i.test(error.message));
}
