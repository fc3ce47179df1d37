/** An array in PostgreSQL's own notation, for values that need no quotes: cheaper than letting the driver look at each. */
export const plainArray = (values: readonly string[]): string => `{${values.join(",")}}`;
