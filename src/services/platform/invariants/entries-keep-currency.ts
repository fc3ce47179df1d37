import { organizationInvariant } from "./invariant.js";

export const entriesKeepCurrency = organizationInvariant(
  "entries-keep-currency",
  "Each ledger entry is in its account's currency.",
  `
  SELECT format('Entry %s is in %s on an account in %s.', e.id, e.currency, a.currency) AS sentence
  FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
  WHERE a.currency <> e.currency`,
);
