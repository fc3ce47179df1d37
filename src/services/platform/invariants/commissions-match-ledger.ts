import { organizationInvariant } from "./invariant.js";

/** Payouts move money of many commissions at once and are not asked here. What is owed stands below zero. */
export const commissionsMatchLedger = organizationInvariant(
  "commissions-match-ledger",
  "The ledger holds of each commission what its status says: its amount while held, that and its adjustments once approved, nothing once reversed or rejected.",
  `
  SELECT format('Commission %s of partner %s is %s with %s %s; the ledger holds %s of it and owes %s.',
    c.id, c.partner_id, c.status, c.amount_minor + coalesce(d.total, 0), c.currency, -coalesce(p.held, 0), -coalesce(p.payable, 0)) AS sentence
  FROM commission c
  LEFT JOIN (SELECT commission_id, sum(amount_minor) AS total FROM adjustment GROUP BY commission_id) d ON d.commission_id = c.id
  LEFT JOIN (
    SELECT t.commission_id,
      sum(e.amount_minor) FILTER (WHERE a.kind = 'partner_held') AS held,
      sum(e.amount_minor) FILTER (WHERE a.kind = 'partner_payable') AS payable,
      bool_or(a.partner_id <> k.partner_id) AS is_foreign
    FROM ledger_transfer t
    JOIN ledger_entry e ON e.transfer_id = t.id
    JOIN ledger_account a ON a.id = e.account_id
    JOIN commission k ON k.id = t.commission_id
    WHERE t.kind IN ('accrual', 'approval', 'reversal', 'adjustment', 'clawback')
    GROUP BY t.commission_id
  ) p ON p.commission_id = c.id
  WHERE coalesce(p.is_foreign, false)
    OR -coalesce(p.held, 0) <> CASE c.status WHEN 'held' THEN c.amount_minor ELSE 0 END
    OR -coalesce(p.payable, 0) <> CASE WHEN c.status IN ('approved', 'paid') THEN c.amount_minor + coalesce(d.total, 0) ELSE 0 END`,
);
