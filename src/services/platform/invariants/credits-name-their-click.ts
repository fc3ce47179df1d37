import { organizationInvariant } from "./invariant.js";

export const creditsNameTheirClick = organizationInvariant(
  "credits-name-their-click",
  "Each credit goes to the partner and program of its click, for the event of its decision.",
  `
  SELECT format('Credit %s names partner %s, program %s and event %s; its click and decision say %s, %s and %s.',
    c.id, c.partner_id, c.program_id, c.event_id, k.partner_id, k.program_id, a.event_id) AS sentence
  FROM credit c
  JOIN attribution a ON a.id = c.attribution_id
  JOIN click k ON k.id = c.click_id
  WHERE (c.partner_id, c.program_id, c.event_id) IS DISTINCT FROM (k.partner_id, k.program_id, a.event_id)`,
);
