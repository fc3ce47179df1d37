import { organizationInvariant } from "./invariant.js";

/**
 * Entries that are not sealed yet cannot be read here. So what is as young as the oldest of them is passed over, and what
 * keeps no time of its own is asked about only while nothing is pending.
 */
export const changesAreJournalled = organizationInvariant(
  "changes-are-journalled",
  "Every event, commission, adjustment, program, partner, link, membership and key has its entry in the journal.",
  `
  WITH pending AS (
    SELECT coalesce(min(oldest_at), 'infinity') AS since FROM lookup.journal_pending()
    WHERE organization_id = (SELECT id FROM organization)
  ), fact AS (
    SELECT 'event.recorded' AS kind, id, recorded_at AS written_at FROM event
    UNION ALL SELECT 'commission.accrued', id, created_at FROM commission
    UNION ALL SELECT 'commission.adjusted', id, created_at FROM adjustment WHERE reason <> 'commission.rejected'
    UNION ALL SELECT 'program.created', id, 'infinity' FROM program
    UNION ALL SELECT 'partner.created', id, 'infinity' FROM partner
    UNION ALL SELECT 'link.created', id, 'infinity' FROM link
    UNION ALL SELECT 'membership.created', id, 'infinity' FROM membership
    UNION ALL SELECT 'apiKey.created', id, 'infinity' FROM api_key
  ), sealed AS (
    SELECT kind, CASE kind WHEN 'commission.adjusted' THEN said #>> '{data,adjustmentId}' ELSE said #>> '{subject,id}' END AS id
    FROM (SELECT kind, convert_from(bytes, 'UTF8')::jsonb AS said FROM journal_entry
      WHERE kind IN (SELECT kind FROM fact)) AS entry
  )
  SELECT format('There is no %s for %s.', fact.kind, fact.id) AS sentence
  FROM fact, pending
  WHERE (fact.written_at < pending.since - interval '1 minute' OR pending.since = 'infinity')
    AND NOT EXISTS (SELECT FROM sealed WHERE sealed.kind = fact.kind AND sealed.id = fact.id::text)`,
);
