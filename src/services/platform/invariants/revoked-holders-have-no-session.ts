import { organizationInvariant } from "./invariant.js";

/**
 * A partner's session lives while it has not ended, has not expired and has their present generation. A person's serves
 * all of their organizations, and in each only while their membership is active: losing one membership need not end it.
 */
export const revokedHoldersHaveNoSession = organizationInvariant(
  "revoked-holders-have-no-session",
  "No revoked partner has a live session.",
  `
  SELECT format('Session %s of the revoked partner %s still lives.', s.id, s.principal_id) AS sentence
  FROM session s
  LEFT JOIN partner p ON p.id = s.principal_id
  WHERE s.principal_kind = 'partner' AND s.revoked_at IS NULL AND s.expires_at > now()
    AND ((p.revoked_at IS NOT NULL AND p.generation = s.generation) OR p.id IS NULL)`,
);
