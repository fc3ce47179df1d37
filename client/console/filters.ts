/** The lists' filters by the names that they have in the address. */
export const ORGANIZATION_FILTERS = ["search", "status"] as const;
export const FLAG_FILTERS = ["search", "state"] as const;
export const OPERATOR_FILTERS = ["search", "standing"] as const;
