import { organizationInvariant } from "./invariant.js";

/** Row security shows an organization no other one, so what stands above it is asked of its lineage. */
export const treesAreWhole = organizationInvariant(
  "trees-are-whole",
  "Every organization below another stands one step below its parent, in the tree of its root.",
  `
  SELECT format('The organization %s is not where its parent %s and its root %s say.', o.slug, o.parent_id, o.root_id) AS sentence
  FROM organization o
  WHERE o.parent_id IS NOT NULL
    AND (NOT EXISTS (SELECT FROM lookup.organization_lineage() l WHERE l.id = o.parent_id AND l.depth = o.depth - 1)
      OR NOT EXISTS (SELECT FROM lookup.organization_lineage() l WHERE l.id = o.root_id AND l.depth = 0))`,
);
