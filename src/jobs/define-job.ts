import type { OperatorContext } from "../shared/operator-context.js";
import type { TenantContext } from "../shared/tenant-context.js";

/** Work in the background, one organization at a time, so that one organization's failure is not another's (A-TEN-20). */
export interface Job {
  /** `domain/what-it-does`: also its name in the queue. */
  name: string;
  /** When to look for organizations that need it, as a cron line in UTC. */
  schedule: string;
  /** The organizations that need it now. */
  dueIn(operator: OperatorContext): Promise<string[]>;
  /** Does one organization's share. It may be run again after a kill at any point: whatever was committed is kept. */
  run(ctx: TenantContext): Promise<void>;
}

export const defineJob = (job: Job): Job => job;

/** Work in the background that concerns the installation and no single organization. */
export interface PlatformJob {
  name: string;
  /** When it runs at the latest, as a cron line in UTC. */
  schedule: string;
  /** It may be run again after a kill at any point, and by two processes at once. */
  runForPlatform(operator: OperatorContext): Promise<void>;
}
