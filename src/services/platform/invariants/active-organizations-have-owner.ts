import { organizationInvariant } from "./invariant.js";

export const activeOrganizationsHaveOwner = organizationInvariant(
  "active-organizations-have-owner",
  "Each active organization has an active owner.",
  `
  SELECT format('The organization %s has no active owner.', o.slug) AS sentence
  FROM organization o
  WHERE o.status = 'active'
    AND NOT EXISTS (SELECT FROM membership m WHERE m.organization_id = o.id AND m.role = 'OWNER' AND m.status = 'ACTIVE')`,
);
