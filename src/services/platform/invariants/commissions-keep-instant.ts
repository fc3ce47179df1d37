import { instantSql } from "../../../shared/database/instant-sql.js";
import { organizationInvariant } from "./invariant.js";

export const commissionsKeepInstant = organizationInvariant(
  "commissions-keep-instant",
  "Each commission counts at the instant of its event.",
  `
  SELECT format('Commission %s counts at %s, but its event happened at %s.', c.id, ${instantSql("c.occurred_at")},
    ${instantSql("e.occurred_at")}) AS sentence
  FROM commission c
  JOIN event e ON e.id = c.event_id
  WHERE c.occurred_at IS DISTINCT FROM e.occurred_at`,
);
