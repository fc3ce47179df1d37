/** Which filters each list knows by the names they have in its address. */
export const COMMISSION_FILTERS = ["status", "partner"] as const;
export const LINK_FILTERS = ["partner"] as const;
