import { LRUCache } from "lru-cache";

import { principalId } from "../../shared/principal.js";
import type { JsonText } from "../../schema/read/json-text.js";
import { settledJournalSize } from "../../services/audit/journal-size.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Operation } from "./operation.js";
import { operationKey } from "./operation.js";

const KEPT_BYTES_MAX = 32 * 1024 * 1024;
const ANSWER_BYTES_MAX = 256 * 1024;

interface Kept {
  /** How many entries the journal had when it was read. */
  size: bigint;
  text: JsonText;
}

/**
 * Answers that are given again while their organization's journal stands still. Whatever they show changes only with an
 * entry in it, and an entry is seen here from its commit on, sealed or not: nobody gets an answer older than what they wrote.
 */
export class KeptAnswers {
  private readonly answers = new LRUCache<string, Kept>({
    maxSize: KEPT_BYTES_MAX,
    maxEntrySize: ANSWER_BYTES_MAX,
    sizeCalculation: ({ text }, key) => text.text.length + key.length,
  });

  /** The kept answer, or the one that is read now and kept. The journal is looked at before it is read, never after. */
  async serve(operation: Operation, tenant: TenantContext, read: () => Promise<JsonText>): Promise<JsonText> {
    const { organizationId, principal } = tenant;
    const rights = principal.kind === "member" ? principal.role : principal.kind;
    const asker = `${organizationId}:${rights}:${principalId(principal)}`;
    const key = `${operationKey(operation)}:${asker}:${JSON.stringify(operation.variables ?? {})}`;
    const size = await settledJournalSize(tenant);
    const kept = this.answers.get(key);
    if (kept && kept.size === size) return kept.text;
    const text = await read();
    if (size !== undefined) this.answers.set(key, { size, text });
    return text;
  }
}
