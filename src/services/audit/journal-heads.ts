import DataLoader from "dataloader";

import type { Database } from "../../shared/database/database.js";

const BATCH_MAX = 1000;

interface Head {
  organization_id: string;
  size: bigint;
}

/** How far journals reach, of many organizations in one statement: a server that starts follows thousands at once. */
export class JournalHeads {
  private readonly loader: DataLoader<string, bigint>;

  constructor(private readonly database: Database) {
    this.loader = new DataLoader((ids) => this.load(ids), { cache: false, maxBatchSize: BATCH_MAX });
  }

  /** The position of the organization's last sealed entry, -1 if there is none. */
  of(organizationId: string): Promise<bigint> {
    return this.loader.load(organizationId);
  }

  private async load(organizationIds: readonly string[]): Promise<bigint[]> {
    const heads = await this.database.transaction({ role: "tributary_sealer" }, (transaction) =>
      transaction.query<Head>(HEADS, [organizationIds], "journal-heads"),
    );
    const sizes = new Map(heads.map((head) => [head.organization_id, head.size]));
    return organizationIds.map((id) => (sizes.get(id) ?? 0n) - 1n);
  }
}

const HEADS = "SELECT organization_id, size FROM journal_head WHERE organization_id = ANY ($1::uuid[])";
