import type { Database } from "../../shared/database/database.js";
import { type ChainVerification, type StoredEntry, type StoredHead, verifyChain } from "./chain-verification.js";
import { CHAIN_START } from "./journal-hash.js";

const PAGE_MAX = 2000;

/** Recomputes sealed journals from the database. Reads only; may run at any time, beside any writer. */
export class JournalVerifier {
  constructor(private readonly database: Database) {}

  /** Every journal there is, the platform's included, one after the other. */
  async *verifyAll(): AsyncGenerator<ChainVerification> {
    for (const organizationId of await this.journals()) yield await this.verify(organizationId);
  }

  /** One organization's journal, page by page. Entries sealed meanwhile are left for the next time. */
  async verify(organizationId: string): Promise<ChainVerification> {
    const { head, last } = await this.reach(organizationId);
    return verifyChain(organizationId, head, this.pages(organizationId, last));
  }

  /** Asked of the entries as well as of heads and organizations: whoever deletes one of them hides no journal. */
  private async journals(): Promise<string[]> {
    const rows = await this.database.transaction({ role: "tributary_sealer" }, (transaction) =>
      transaction.query<{ id: string }>(JOURNALS),
    );
    return rows.map((row) => row.id);
  }

  /** How far the head says the journal goes, and how far the entries do, at one instant. */
  private async reach(organizationId: string): Promise<{ head: StoredHead; last: bigint }> {
    const [found] = await this.database.transaction({ organizationId }, (transaction) =>
      transaction.query<{ size: bigint | null; chain_hash: Buffer | null; last: bigint | null }>(REACH, [
        organizationId,
      ]),
    );
    const size = found?.size ?? 0n;
    const reached = found?.last ?? -1n;
    return {
      head: { size, chainHash: found?.chain_hash ?? CHAIN_START },
      last: reached >= size ? reached : size - 1n,
    };
  }

  /** Each page is asked for before the one before it is used, so that hashing and reading overlap. */
  private async *pages(organizationId: string, last: bigint): AsyncGenerator<StoredEntry[]> {
    let coming: Promise<StoredEntry[]> | null = this.page(organizationId, -1n, last);
    while (coming !== null) {
      const page: StoredEntry[] = await coming;
      const end = page.at(-1)?.position;
      coming = end === undefined || end >= last ? null : this.page(organizationId, end, last);
      // Whoever stops reading at a break leaves this one unread; its failure then concerns nobody.
      coming?.catch(() => undefined);
      yield page;
    }
  }

  private page(organizationId: string, after: bigint, last: bigint): Promise<StoredEntry[]> {
    return this.database.transaction({ organizationId }, (transaction) =>
      transaction.query<StoredEntry>(PAGE, [organizationId, after, last, PAGE_MAX], "journal-verify"),
    );
  }
}

/** A loose scan: one step for each organization, not one for each entry. */
const JOURNALS = `
  WITH RECURSIVE sealed (id) AS (
    (SELECT organization_id FROM journal_entry ORDER BY organization_id LIMIT 1)
    UNION ALL
    SELECT (SELECT organization_id FROM journal_entry WHERE organization_id > sealed.id ORDER BY organization_id LIMIT 1)
    FROM sealed WHERE sealed.id IS NOT NULL
  )
  SELECT id FROM sealed WHERE id IS NOT NULL UNION SELECT organization_id FROM journal_head ORDER BY id`;

const REACH = `
  SELECT h.size, h.chain_hash, (SELECT max(position) FROM journal_entry WHERE organization_id = $1) AS last
  FROM (SELECT) AS always LEFT JOIN journal_head h ON h.organization_id = $1`;

const PAGE = `
  SELECT position, id, kind, partner_id AS "partnerId", bytes, leaf_hash AS "leafHash", chain_hash AS "chainHash"
  FROM journal_entry WHERE organization_id = $1 AND position > $2 AND position <= $3
  ORDER BY position LIMIT $4`;
