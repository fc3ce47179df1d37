import { AppError } from "../../../shared/errors.js";

/** Instants outside of these years are a slip, and some are none to PostgreSQL. */
const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(3000, 0, 1);

/** A half-open range of instants; an end that is absent is open. */
export interface AskedRange {
  from?: Date | undefined;
  until?: Date | undefined;
}

/** The range, if it makes sense. Throws `range_out_of_bounds` and `range_empty`. */
export function checkedRange({ from, until }: AskedRange): AskedRange {
  for (const [name, instant] of Object.entries({ from, until })) {
    if (instant !== undefined && (instant.getTime() < FIRST || instant.getTime() >= LAST)) {
      throw refused("range_out_of_bounds", `${name} must be from 1970 on and before the year 3000.`, name);
    }
  }
  if (from !== undefined && until !== undefined && from >= until) {
    throw refused("range_empty", "from must be before until.", "from");
  }
  return { from, until };
}

const refused = (code: string, message: string, name: string): AppError =>
  new AppError("badRequest", message, { code, path: [name] });
