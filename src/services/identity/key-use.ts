import type { Database } from "../../shared/database/database.js";
import type { Log } from "../../shared/log.js";

/** A key that is used all the time is written down this often, so that its use costs next to nothing. */
const NOTED_EVERY_MS = 300_000;

export interface UsedKey {
  id: string;
  organization_id: string;
  last_used_at: Date | null;
}

/** Writes down when keys were last used, beside the requests that use them: none waits for it or fails with it. */
export class KeyUse {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** Notes that a key was used just now, unless that was noted a few minutes ago. */
  note({ id, organization_id: organizationId, last_used_at: before }: UsedKey): void {
    const now = this.database.clock.now();
    if (this.underWay.has(id) || (before && now.getTime() - before.getTime() < NOTED_EVERY_MS)) return;
    this.underWay.add(id);
    void this.write(organizationId, id, now).finally(() => this.underWay.delete(id));
  }

  private async write(organizationId: string, id: string, now: Date): Promise<void> {
    try {
      await this.database.transaction({ organizationId }, (transaction) =>
        transaction.execute(
          `UPDATE api_key SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)`,
          [now, id],
        ),
      );
    } catch (error) {
      this.log.warn({ err: error }, "a key's use could not be written down");
    }
  }
}
