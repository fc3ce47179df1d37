import { organizationInvariant } from "./invariant.js";

export const eventsAreUnique = organizationInvariant(
  "events-are-unique",
  "There is at most one event for each id that a client gave.",
  `
  SELECT format('There are %s events with the id %s.', count(*), external_id) AS sentence
  FROM event GROUP BY external_id HAVING count(*) > 1`,
);
