/** Instants are milliseconds everywhere, so that cursors and clocks agree. */
export const instant = { type: "timestamptz" as const, precision: 3 };
export const optionalInstant = { ...instant, nullable: true };
