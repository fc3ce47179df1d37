import { AppError } from "./errors.js";

/** Rows that a page has where nobody says how many. */
export const PAGE_FIRST_DEFAULT = 20;
/** Rows of one page at most. */
export const PAGE_FIRST_MAX = 100;

/** More rows than so many are not counted: "10,000+". */
export const TOTAL_COUNT_MAX = 10_000;

/** Refuses a page that is out of bounds, as `page_out_of_bounds`. */
export function requirePageWithin(first: unknown, max = PAGE_FIRST_MAX): void {
  if (typeof first === "number" && first >= 0 && first <= max) return;
  throw new AppError("badRequest", `first must be from 0 to ${max}.`, { code: "page_out_of_bounds" });
}
