import { AppError, fieldInvalid } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";

export const SEATS_MAX = 1_000_000;

/** How many seats there are, null for no limit, and how many are taken. */
export interface Seats {
  seatsTotal: number | null;
  seatsUsed: number;
}

/** The condition and the change are one statement: of contenders for the last seat one gets it. */
const ACQUIRE = `
  INSERT INTO seat_budget (organization_id, seats_used) VALUES ($1, 1)
  ON CONFLICT (organization_id) DO UPDATE SET seats_used = seat_budget.seats_used + 1
  WHERE seat_budget.seats_total IS NULL OR seat_budget.seats_used < seat_budget.seats_total`;

/** Takes a seat in the caller's transaction. Throws `seat_limit_reached` where none is left. */
export async function acquireSeat(ctx: TenantContext): Promise<void> {
  if ((await ctx.open.execute(ACQUIRE, [ctx.organizationId])) > 0) return;
  throw new AppError("forbidden", "Every seat is taken. Raise the limit, or free a seat.", {
    code: "seat_limit_reached",
  });
}

/** Gives a seat back in the caller's transaction; never below none. */
export async function releaseSeat(ctx: TenantContext): Promise<void> {
  await ctx.open.execute(
    "UPDATE seat_budget SET seats_used = seats_used - 1 WHERE organization_id = $1 AND seats_used > 0",
    [ctx.organizationId],
  );
}

/** Sets the limit, null for none, unless more seats are taken: then it throws `seats_in_use`. */
export async function limitSeats(ctx: TenantContext, seatsTotal: number | null): Promise<void> {
  if (seatsTotal !== null && !(Number.isInteger(seatsTotal) && seatsTotal >= 0 && seatsTotal <= SEATS_MAX)) {
    throw fieldInvalid(
      "seats_invalid",
      "seatsTotal",
      `A limit is a whole number from 0 to ${SEATS_MAX.toLocaleString("en")}.`,
    );
  }
  const limited = await ctx.open.execute(
    `INSERT INTO seat_budget (organization_id, seats_total) VALUES ($1, $2)
     ON CONFLICT (organization_id) DO UPDATE SET seats_total = excluded.seats_total
     WHERE excluded.seats_total IS NULL OR seat_budget.seats_used <= excluded.seats_total`,
    [ctx.organizationId, seatsTotal],
  );
  if (limited > 0) return;
  throw new AppError("conflict", "More seats than that are taken. Free some first.", {
    code: "seats_in_use",
    path: ["seatsTotal"],
  });
}

/** The organization's seats as they are. */
export async function readSeats(ctx: TenantContext): Promise<Seats> {
  const [row] = await ctx.query<{ seats_total: number | null; seats_used: number }>(
    "SELECT seats_total, seats_used FROM seat_budget WHERE organization_id = $1",
    [ctx.organizationId],
  );
  return { seatsTotal: row?.seats_total ?? null, seatsUsed: row?.seats_used ?? 0 };
}
