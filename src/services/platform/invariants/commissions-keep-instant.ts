import { organizationInvariant } from "./invariant.js";

const told = (instant: string): string => `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export const commissionsKeepInstant = organizationInvariant(
  "commissions-keep-instant",
  "Each commission counts at the instant of its event.",
  `
  SELECT format('Commission %s counts at %s, but its event happened at %s.', c.id, ${told("c.occurred_at")},
    ${told("e.occurred_at")}) AS sentence
  FROM commission c
  JOIN event e ON e.id = c.event_id
  WHERE c.occurred_at IS DISTINCT FROM e.occurred_at`,
);
