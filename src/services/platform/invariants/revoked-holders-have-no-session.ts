import { organizationInvariant } from "./invariant.js";

/** A session lives while it has not ended, has not expired and has its holder's present generation. */
export const revokedHoldersHaveNoSession = organizationInvariant(
  "revoked-holders-have-no-session",
  "No revoked partner and no former member has a live session.",
  `
  SELECT format('Session %s of the revoked %s %s still lives.', s.id, s.principal_kind, s.principal_id) AS sentence
  FROM session s
  LEFT JOIN partner p ON s.principal_kind = 'partner' AND p.id = s.principal_id
  LEFT JOIN membership m ON s.principal_kind = 'member' AND m.id = s.principal_id
  WHERE s.revoked_at IS NULL AND s.expires_at > now()
    AND ((p.revoked_at IS NOT NULL AND p.generation = s.generation)
      OR (m.revoked_at IS NOT NULL AND m.generation = s.generation)
      OR (p.id IS NULL AND m.id IS NULL))`,
);
