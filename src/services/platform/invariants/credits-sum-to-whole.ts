import { organizationInvariant } from "./invariant.js";

/** A decision without an accepted touch has no credits and a total of zero. */
export const creditsSumToWhole = organizationInvariant(
  "credits-sum-to-whole",
  "The credits of each decision sum to exactly its whole, in weight and in value.",
  `
  SELECT CASE
      WHEN coalesce(c.weight, 0) <> a.weight_total
      THEN format('The credits of decision %s on event %s weigh %s of %s.', a.id, a.event_id, coalesce(c.weight, 0), a.weight_total)
      ELSE format('The credits of decision %s share %s of the %s %s of event %s.', a.id, coalesce(c.value, 0), e.amount_minor, e.currency, a.event_id)
    END AS sentence
  FROM attribution a
  JOIN event e ON e.id = a.event_id
  LEFT JOIN (
    SELECT attribution_id, sum(weight) AS weight, sum(value_minor) AS value FROM credit GROUP BY attribution_id
  ) c ON c.attribution_id = a.id
  WHERE coalesce(c.weight, 0) <> a.weight_total
    OR (c.attribution_id IS NOT NULL AND e.amount_minor IS DISTINCT FROM c.value)`,
);
