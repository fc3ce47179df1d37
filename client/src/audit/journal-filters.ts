/** The journal's filters by the names that they have in its address. */
export const JOURNAL_FILTERS = ["kind", "partner", "order"] as const;
