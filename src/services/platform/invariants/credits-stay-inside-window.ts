import { organizationInvariant } from "./invariant.js";

/** Of current decisions, whose programs still have the window they were decided with (S20). */
export const creditsStayInsideWindow = organizationInvariant(
  "credits-stay-inside-window",
  "No credit goes to a click that is later than its event, outside its program's window or made through a revoked partner's link (S1, S6).",
  `
  SELECT CASE
      WHEN k.clicked_at > e.occurred_at
      THEN format('Event %s credits click %s, which is later than it.', e.id, k.id)
      WHEN k.partner_revoked
      THEN format('Event %s credits click %s, made while its partner was revoked.', e.id, k.id)
      ELSE format('Event %s credits click %s, which is older than the window of %s days.', e.id, k.id, p.window_days)
    END AS sentence
  FROM credit c
  JOIN attribution a ON a.id = c.attribution_id
  JOIN event e ON e.id = c.event_id
  JOIN click k ON k.id = c.click_id
  JOIN program p ON p.id = k.program_id
  WHERE a.version = (SELECT max(n.version) FROM attribution n WHERE n.event_id = a.event_id)
    AND (k.clicked_at > e.occurred_at OR k.partner_revoked
      OR e.occurred_at - k.clicked_at > make_interval(secs => p.window_days * 86400))`,
);
