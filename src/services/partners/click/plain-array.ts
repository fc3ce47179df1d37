/** An array in PostgreSQL's own notation, for values that need no quotes: cheaper than letting the driver look at each. */
export const plainArray = (values: readonly string[]): string => `{${values.join(",")}}`;

/** The same for any text, and for null. */
export const textArray = (values: readonly (string | null)[]): string =>
  plainArray(values.map((value) => (value === null ? "NULL" : `"${value.replaceAll(/["\\]/g, "\\$&")}"`)));
