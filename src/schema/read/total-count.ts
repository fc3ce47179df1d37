import { TOTAL_COUNT_MAX } from "../../shared/page-bounds.js";

/** What a connection says of the number of its rows, of which one more may have been counted than are told. */
export const countOf = (counted: number): { totalCount: number; isTotalCountExact: boolean } => ({
  totalCount: Math.min(counted, TOTAL_COUNT_MAX),
  isTotalCountExact: counted <= TOTAL_COUNT_MAX,
});

/** The same in SQL, over `counted.total`. */
export const COUNT_SQL = {
  totalCount: `least(counted.total, ${TOTAL_COUNT_MAX})`,
  isTotalCountExact: `counted.total <= ${TOTAL_COUNT_MAX}`,
} as const;
