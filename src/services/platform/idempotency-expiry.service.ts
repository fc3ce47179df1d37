import type { Database } from "../../shared/database/database.js";
import type { TenantContext } from "../../shared/tenant-context.js";

const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
export const EXPIRED_BATCH_MAX = 1_000;

/** Deletes idempotency keys that no longer serve. The runtime role cannot: the role of the jobs may, and no younger ones. */
export class IdempotencyExpiryService {
  constructor(private readonly database: Database) {}

  /**
   * Deletes at most one batch of the organization's oldest keys, in a transaction of its own, and says how many. Safe to
   * repeat.
   */
  async deleteExpired({ organizationId, clock }: TenantContext): Promise<number> {
    const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
    return this.database.transaction({ organizationId, role: "tributary_jobs" }, (transaction) =>
      transaction.execute(DELETE_EXPIRED, [organizationId, before, EXPIRED_BATCH_MAX]),
    );
  }
}

const DELETE_EXPIRED = `
  DELETE FROM idempotency_key WHERE organization_id = $1 AND created_at < $2 AND key IN (
    SELECT key FROM idempotency_key WHERE organization_id = $1 AND created_at < $2 ORDER BY created_at LIMIT $3)`;
