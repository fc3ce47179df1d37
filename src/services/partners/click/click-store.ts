import type { NewClick } from "./new-click.js";

/** Where clicks end up. The database is one; tests have others. */
export interface ClickStore {
  /** Durable once resolved. Clicks that are there already are passed over, so it may be repeated. */
  insert(clicks: readonly NewClick[]): Promise<void>;
  /** Resolves when the store answers again, rejects while it does not. */
  probe(): Promise<void>;
}

/** SQLSTATE classes that blame the row: data exception, integrity constraint violation. */
const ROW_FAULTS: ReadonlySet<string> = new Set(["22", "23"]);

/** Whether this row can never be written, as opposed to a store that cannot write at the moment. */
export function isRowFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.length === 5 && ROW_FAULTS.has(code.slice(0, 2));
}
