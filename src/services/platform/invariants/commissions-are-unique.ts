import { organizationInvariant } from "./invariant.js";

export const commissionsAreUnique = organizationInvariant(
  "commissions-are-unique",
  "There is at most one commission for each event, decision, partner, program and rule.",
  `
  SELECT format('Event %s has %s commissions of decision %s for partner %s in program %s by rule %s.',
    event_id, count(*), attribution_id, partner_id, program_id, rule_key) AS sentence
  FROM commission
  GROUP BY event_id, attribution_id, partner_id, program_id, rule_key
  HAVING count(*) > 1`,
);
