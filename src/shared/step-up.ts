import type { Clock } from "./clock.js";
import { AppError } from "./errors.js";

/** How long somebody who has proved that it is them is taken at their word. */
export const STEP_UP_MINUTES = 10;
const MINUTE_MS = 60_000;

interface Asker {
  readonly clock: Clock;
  query(text: string, values: unknown[]): Promise<object[]>;
}

/** Until when the session's holder need not prove again that it is them; null: they must. */
export async function steppedUpUntil(asker: Asker, sessionId: string): Promise<Date | null> {
  const [row] = (await asker.query("SELECT lookup.stepped_up_at($1) AS at", [sessionId])) as { at: Date | null }[];
  const until = row?.at ? new Date(row.at.getTime() + STEP_UP_MINUTES * MINUTE_MS) : null;
  return until && until > asker.clock.now() ? until : null;
}

/** Throws STEP_UP_REQUIRED unless the session's holder has proved within the last ten minutes that it is them. */
export async function requireStepUp(asker: Asker, sessionId: string | undefined): Promise<void> {
  if (sessionId !== undefined && (await steppedUpUntil(asker, sessionId))) return;
  throw new AppError("forbidden", "Confirm that it is you first.", { code: "STEP_UP_REQUIRED" });
}
