/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Where a row of the page stands. */
  cursorOf(row: Row): string;
}
