import { organizationInvariant } from "./invariant.js";

export const partnerStatusMatchesRevocation = organizationInvariant(
  "partner-status-matches-revocation",
  "A partner is revoked exactly while a revocation of theirs is open.",
  `
  SELECT format('Partner %s is %s, with %s open revocations.', p.id, p.status, r.open) AS sentence
  FROM partner p
  CROSS JOIN LATERAL (
    SELECT count(*) AS open FROM partner_revocation v WHERE v.partner_id = p.id AND v.reinstated_at IS NULL
  ) r
  WHERE r.open <> CASE p.status WHEN 'revoked' THEN 1 ELSE 0 END
    OR (p.status = 'revoked') <> (p.revoked_at IS NOT NULL)`,
);
