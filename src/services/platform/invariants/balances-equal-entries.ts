import { organizationInvariant } from "./invariant.js";

/** Of partner accounts; a house account keeps no balance. */
export const balancesEqualEntries = organizationInvariant(
  "balances-equal-entries",
  "Each partner account's balance is the sum of its entries.",
  `
  SELECT format('The %s account of partner %s shows %s %s, but its entries sum to %s.',
    a.kind, a.partner_id, a.balance_minor, a.currency, coalesce(e.total, 0)) AS sentence
  FROM ledger_account a
  LEFT JOIN (SELECT account_id, sum(amount_minor) AS total FROM ledger_entry GROUP BY account_id) e ON e.account_id = a.id
  WHERE a.partner_id IS NOT NULL AND a.balance_minor <> coalesce(e.total, 0)`,
);
