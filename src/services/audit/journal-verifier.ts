import type { Database } from "../../shared/database/database.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { ChainPlace, ChainVerification, StoredEntry, StoredHead } from "./chain-verification.js";
import { verifyChain } from "./chain-verification.js";
import { CHAIN_START } from "./journal-hash.js";

const PAGE_MAX = 2000;

/** One transaction for each read, or all of them in one that is open. */
type Read = <Row extends object>(text: string, values: unknown[], name?: string) => Promise<Row[]>;

/** Recomputes sealed journals from the database. Reads only; may run at any time, beside any writer. */
export class JournalVerifier {
  constructor(private readonly database: Database) {}

  /** Every journal there is, the platform's included, one after the other. */
  async *verifyAll(): AsyncGenerator<ChainVerification> {
    for (const organizationId of await this.journals()) yield await this.verify(organizationId);
  }

  /** One organization's journal, page by page. Entries sealed meanwhile are left for the next time. */
  async verify(organizationId: string): Promise<ChainVerification> {
    const read: Read = (text, values, name) => this.database.read(organizationId, { text, values, name });
    const { head, last } = await reach(read, organizationId);
    return verifyChain(organizationId, head, pages(read, organizationId, { after: -1n, last }));
  }

  /**
   * At most so many entries of the asker's journal, on one snapshot, from where an earlier verification stopped. Of an
   * entry that changed since then the chain would not go on from the hash that was verified, and that is told as a break.
   */
  verifyPart(ctx: TenantContext, entriesMax: number, from?: ChainPlace): Promise<ChainVerification & ChainReach> {
    return ctx.snapshot(async (ctx) => {
      const { organizationId } = ctx;
      const read: Read = (text, values, name) => ctx.query(text, values, name);
      const { head, last } = await reach(read, organizationId);
      const after = (from?.position ?? 0n) - 1n;
      const bound = after + BigInt(entriesMax);
      const isPart = bound < last;
      const part = pages(read, organizationId, { after, last: isPart ? bound : last });
      const verified = await verifyChain(organizationId, head, part, {
        ...(from && { from }),
        ...(isPart && { until: bound + 1n }),
      });
      return { ...verified, head };
    });
  }

  /** Asked of the entries as well as of heads and organizations: whoever deletes one of them hides no journal. */
  private async journals(): Promise<string[]> {
    const rows = await this.database.transaction({ role: "tributary_sealer" }, (transaction) =>
      transaction.query<{ id: string }>(JOURNALS),
    );
    return rows.map((row) => row.id);
  }
}

/** How far the journal's head goes, whole or not. */
export interface ChainReach {
  head: StoredHead;
}

/** How far the head says the journal goes, and how far the entries do, at one instant. */
async function reach(read: Read, organizationId: string): Promise<ChainReach & { last: bigint }> {
  const [found] = await read<{ size: bigint | null; chain_hash: Buffer | null; last: bigint | null }>(REACH, [
    organizationId,
  ]);
  const size = found?.size ?? 0n;
  const reached = found?.last ?? -1n;
  return {
    head: { size, chainHash: found?.chain_hash ?? CHAIN_START },
    last: reached >= size ? reached : size - 1n,
  };
}

/** Each page is asked for before the one before it is used, so that hashing and reading overlap. */
async function* pages(
  read: Read,
  organizationId: string,
  { after, last }: { after: bigint; last: bigint },
): AsyncGenerator<StoredEntry[]> {
  const page = (after: bigint): Promise<StoredEntry[]> =>
    read<StoredEntry>(PAGE, [organizationId, after, last, PAGE_MAX], "journal-verify");
  let coming: Promise<StoredEntry[]> | null = after < last ? page(after) : null;
  while (coming !== null) {
    const entries: StoredEntry[] = await coming;
    const end = entries.at(-1)?.position;
    coming = end === undefined || end >= last ? null : page(end);
    // Whoever stops reading at a break leaves this one unread; its failure then concerns nobody.
    coming?.catch(() => undefined);
    yield entries;
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
