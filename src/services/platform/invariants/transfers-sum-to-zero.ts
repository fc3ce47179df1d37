import { organizationInvariant } from "./invariant.js";

export const transfersSumToZero = organizationInvariant(
  "transfers-sum-to-zero",
  "Each ledger transfer has entries of one currency, and they sum to zero.",
  `
  SELECT CASE
      WHEN count(e.id) = 0 THEN format('Transfer %s has no entries.', t.id)
      WHEN count(DISTINCT e.currency) > 1 THEN format('Transfer %s mixes the currencies %s.', t.id, string_agg(DISTINCT e.currency, ', '))
      ELSE format('Transfer %s sums to %s %s instead of zero.', t.id, sum(e.amount_minor), min(e.currency))
    END AS sentence
  FROM ledger_transfer t LEFT JOIN ledger_entry e ON e.transfer_id = t.id
  GROUP BY t.id
  HAVING count(DISTINCT e.currency) <> 1 OR sum(e.amount_minor) <> 0`,
);
