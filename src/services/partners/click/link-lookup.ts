import type pg from "pg";

import { readDestination } from "../link-destination.js";
import { openGuardedPool } from "./guarded-pool.js";
import type { LinkSource, RedirectLink } from "./redirect-link.js";

interface LinkRow {
  organization_id: string;
  slug: string;
  key: string;
  link_id: string;
  program_id: string;
  partner_id: string;
  destination_url: string;
  partner_revoked: boolean;
  organization_active: boolean;
}

const CONNECTIONS_MAX = 2;
const STATEMENT_TIMEOUT_MS = 2_000;

/** Links by the resolver functions that may look across organizations. */
export class LinkLookup implements LinkSource {
  private readonly pool: pg.Pool;

  constructor(appUrl: string) {
    this.pool = openGuardedPool({
      appUrl,
      applicationName: "tributary links",
      connectionsMax: CONNECTIONS_MAX,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
  }

  async find(slug: string, key: string): Promise<RedirectLink | null> {
    const text = "SELECT * FROM lookup.link($1, $2)";
    const { rows } = await this.pool.query<LinkRow>({ name: "find-link", text, values: [slug, key] });
    return rows[0] === undefined ? null : redirectLink(rows[0]);
  }

  async newest(limit: number): Promise<RedirectLink[]> {
    const { rows } = await this.pool.query<LinkRow>("SELECT * FROM lookup.links($1)", [limit]);
    return rows.map(redirectLink).filter((link) => link !== null);
  }

  /** Null before the organization is made. */
  async slugOf(organizationId: string): Promise<string | null> {
    const text = "SELECT slug FROM lookup.organizations() WHERE id = $1";
    const { rows } = await this.pool.query<{ slug: string }>(text, [organizationId]);
    return rows[0]?.slug ?? null;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Null for a destination that no door of ours would have let in: better no link than an open redirect. */
function redirectLink(row: LinkRow): RedirectLink | null {
  const destination = readDestination(row.destination_url);
  if (destination.kind === "refused") return null;
  return {
    slug: row.slug,
    key: row.key,
    organizationId: row.organization_id,
    linkId: row.link_id,
    programId: row.program_id,
    partnerId: row.partner_id,
    partnerRevoked: row.partner_revoked,
    organizationActive: row.organization_active,
    destination: destination.url,
  };
}
