/** Which filters each list knows by the names they have in its address. */
export const COMMISSION_FILTERS = ["status", "partner", "program", "from", "until", "order"] as const;
export const LINK_FILTERS = ["partner", "program"] as const;
export const PARTNER_FILTERS = ["search", "status"] as const;
export const EVENT_FILTERS = ["type", "from", "until"] as const;
export const STATISTICS_FILTERS = ["from", "until", "partner", "program", "grain", "by"] as const;
