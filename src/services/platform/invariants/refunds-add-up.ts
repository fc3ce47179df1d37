import { organizationInvariant } from "./invariant.js";

/** A refund without an amount takes whatever there is, so it adds up to nothing. */
export const refundsAddUp = organizationInvariant(
  "refunds-add-up",
  "What refunds have taken of an event is the sum of those that apply to it, and never more than the event (S17).",
  `
  SELECT CASE
      WHEN e.refunded_minor > coalesce(e.amount_minor, 0)
      THEN format('Refunds took %s of the %s of event %s.', e.refunded_minor, coalesce(e.amount_minor, 0), e.id)
      ELSE format('Refunds took %s of event %s, but those that apply to it sum to %s.', e.refunded_minor, e.id, coalesce(r.total, 0))
    END AS sentence
  FROM event e
  LEFT JOIN (
    SELECT refund_of, sum(amount_minor) AS total FROM event WHERE refund_status = 'applied' GROUP BY refund_of
  ) r ON r.refund_of = e.external_id
  WHERE e.refunded_minor > coalesce(e.amount_minor, 0)
    OR (NOT e.refunded_whole AND e.refunded_minor <> coalesce(r.total, 0))`,
);
