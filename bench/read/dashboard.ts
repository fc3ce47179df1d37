/** The months that are summed up. */
export const MONTHS = { from: "2026-01-01T00:00:00.000Z", until: "2027-01-01T00:00:00.000Z" };

/**
 * What a manager's first page asks: partners, each with its links counted and its newest commissions with their events,
 * and what commissions came to by month.
 */
export const DASHBOARD = `query Dashboard {
  commissionStats(groupBy: [MONTH], from: "${MONTHS.from}", until: "${MONTHS.until}") {
    nodes { month currency conversions amountMinor }
  }
  partners(first: 20) {
    nodes {
      id
      name
      links { totalCount }
      commissions(first: 10) {
        nodes { id status createdAt amount { amountMinor currency } event { id type occurredAt amount { amountMinor currency } } }
      }
    }
  }
}`;

/** The same by hand, as well as it can be written. */
export const BY_HAND = `
  SELECT json_build_object(
    'commissionStats', json_build_object('nodes', (SELECT coalesce(json_agg(row_to_json(m)), '[]'::json) FROM (
      SELECT to_char(month, 'YYYY-MM') AS month, currency, conversions, "amountMinor" FROM (
        SELECT date_trunc('month', c.occurred_at) AS month, c.currency,
          count(*)::int AS conversions, sum(c.amount_minor)::int8 AS "amountMinor"
        FROM commission c
        WHERE c.organization_id = $1 AND c.occurred_at >= $2 AND c.occurred_at < $3
        GROUP BY 1, 2) g ORDER BY 1, 2) m)),
    'partners', json_build_object('nodes', coalesce(json_agg(row_to_json(p)), '[]'::json)))::text AS answer
  FROM (
    SELECT p.id, p.name,
      (SELECT row_to_json(n) FROM (SELECT count(*)::int AS "totalCount" FROM (
        SELECT 1 FROM link l WHERE l.organization_id = $1 AND l.partner_id = p.id LIMIT 10001) l) n) AS links,
      (SELECT row_to_json(n) FROM (SELECT coalesce(json_agg(row_to_json(c)), '[]'::json) AS nodes FROM (
        SELECT c.id, upper(c.status) AS status, c.created_at AS "createdAt",
          (SELECT row_to_json(m) FROM (SELECT c.amount_minor AS "amountMinor", c.currency) m) AS amount,
          (SELECT row_to_json(e) FROM (SELECT e.id, e.type, e.occurred_at AS "occurredAt",
            (SELECT row_to_json(m) FROM (SELECT e.amount_minor AS "amountMinor", e.currency WHERE e.currency IS NOT NULL) m) AS amount
            FROM event e WHERE e.organization_id = $1 AND e.id = c.event_id) e) AS event
        FROM commission c WHERE c.organization_id = $1 AND c.partner_id = p.id
        ORDER BY c.created_at DESC, c.id DESC LIMIT 10) c) n) AS commissions
    FROM partner p WHERE p.organization_id = $1 ORDER BY p.created_at, p.id LIMIT 20
  ) p`;
