import type { Database } from "../../shared/database/database.js";

/** Puts jobs into the queue. A job's key names what it acts upon: a second one with the same key replaces the first. */
export class JobQueue {
  constructor(private readonly database: Database) {}

  /**
   * Asks for a job in one organization. Call it after a commit, never inside a transaction of a hot path: the queue
   * notifies its workers as it inserts. A lost call is healed by the job's schedule.
   */
  async enqueue(jobName: string, organizationId: string): Promise<void> {
    await this.database.lookup("SELECT jobs.enqueue($1, $2, $3)", [
      jobName,
      JSON.stringify({ organizationId }),
      `${jobName}:${organizationId}`,
    ]);
  }

  /** Like `enqueue`, for a job that concerns no single organization. */
  async enqueueForPlatform(jobName: string): Promise<void> {
    await this.database.lookup("SELECT jobs.enqueue($1, '{}', $1)", [jobName]);
  }
}
