/** The members' filters by the names that they have in the address. */
export const MEMBER_FILTERS = ["search", "role", "status"] as const;
