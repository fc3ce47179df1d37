import type { Pool } from "pg";

import type { Log } from "../shared/log.js";

const BEAT_MS = 3000;
const DEAD_AFTER_SECONDS = 10;

/**
 * Tells the other processes that this one's workers live, and frees the jobs of those that no longer do. The queue's own
 * lock lasts four hours; so a killed worker's job resumes within 15 seconds instead.
 */
export class WorkerHeartbeat {
  private readonly workerIds = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly log: Log,
  ) {}

  watch(workerId: string): void {
    this.workerIds.add(workerId);
  }

  start(): void {
    this.timer = setInterval(() => void this.beat(), BEAT_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.pool.query("DELETE FROM jobs.worker WHERE id = ANY ($1)", [[...this.workerIds]]).catch(() => undefined);
  }

  /** One beat and one look at the others. Any process may do it at any time; the outcome is the same. */
  async beat(): Promise<void> {
    try {
      await this.pool.query(
        `INSERT INTO jobs.worker (id, beat_at) SELECT id, now() FROM unnest($1::text[]) AS id
         ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at`,
        [[...this.workerIds]],
      );
      const { rows } = await this.pool.query<{ ids: string[] | null }>(
        `SELECT array_agg(DISTINCT j.locked_by) AS ids FROM graphile_worker._private_jobs j
         LEFT JOIN jobs.worker w ON w.id = j.locked_by
         WHERE j.locked_by IS NOT NULL AND j.locked_at < now() - make_interval(secs => $1)
           AND (w.beat_at IS NULL OR w.beat_at < now() - make_interval(secs => $1))`,
        [DEAD_AFTER_SECONDS],
      );
      const dead = rows[0]?.ids ?? [];
      if (dead.length === 0) return;
      await this.pool.query("SELECT graphile_worker.force_unlock_workers($1)", [dead]);
      await this.pool.query("DELETE FROM jobs.worker WHERE id = ANY ($1)", [dead]);
      this.log.warn({ workers: dead.length }, "freed the jobs of workers that no longer live");
    } catch (error) {
      this.log.warn({ err: error }, "the workers' heartbeat did not reach the database");
    }
  }
}
