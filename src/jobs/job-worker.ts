import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

import { Logger, parseCronItems, run } from "graphile-worker";
import type { Runner, RunnerOptions, Task, WorkerEvents } from "graphile-worker";

import type { JobQueue } from "../services/platform/job-queue.js";
import { isDatabaseOutage } from "../shared/database/outage.js";
import { AppError } from "../shared/errors.js";
import { isUuid } from "../shared/ids.js";
import type { Part } from "../shared/lifecycle/part.js";
import type { Log } from "../shared/log.js";
import type { OperatorContext } from "../shared/operator-context.js";
import type { Job, PlatformJob } from "./define-job.js";
import { QueuePool } from "./queue-pool.js";
import { WorkerHeartbeat } from "./worker-heartbeat.js";

const CONCURRENCY = 4;
/** Twenty seconds, longer than PostgreSQL takes to come back. */
const ATTEMPTS_MAX = 40;
const ATTEMPT_WAIT_MS = 500;

export interface JobWorkerParts {
  appUrl: string;
  jobs: readonly (Job | PlatformJob)[];
  operator: OperatorContext;
  queue: JobQueue;
  log: Log;
}

/** Runs the jobs of the queue in this process. Any number of processes may: the queue gives each job to one of them. */
export class JobWorker implements Part {
  readonly name = "the jobs";
  private runner: Runner | undefined;
  private readonly pool: QueuePool;
  private readonly heartbeat: WorkerHeartbeat;

  constructor(private readonly parts: JobWorkerParts) {
    const url = new URL(parts.appUrl);
    // The queue's tables belong to a role of their own, which the runtime role may take but does not have.
    url.searchParams.set("options", "-c role=tributary_jobs");
    this.pool = new QueuePool({
      connectionString: url.href,
      max: CONCURRENCY + 2,
      application_name: "tributary worker",
    });
    // The queue reconnects by itself; an idle connection that breaks must not end the process.
    // The message alone: the driver's error carries the whole connection, down to the key that cancels its queries.
    const lost = (error: Error): void => parts.log.warn(`the worker lost a connection: ${error.message}`);
    this.pool.on("error", lost);
    this.pool.on("connect", (client) => client.on("error", lost));
    this.heartbeat = new WorkerHeartbeat(this.pool, parts.log);
  }

  async start(): Promise<void> {
    const events = new EventEmitter() as unknown as WorkerEvents;
    events.on("worker:create", ({ worker }) => this.heartbeat.watch(worker.workerId));
    this.runner = await begin({
      pgPool: this.pool,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      pollInterval: 2000,
      events,
      logger: queueLogger(this.parts.log),
      taskList: Object.fromEntries(this.parts.jobs.flatMap((job) => this.tasksOf(job))),
      parsedCronItems: parseCronItems(
        this.parts.jobs.map((job) => ({ task: scheduleOf(job), match: job.schedule, identifier: job.name })),
      ),
    });
    await this.heartbeat.beat();
    this.heartbeat.start();
  }

  /** Waits for the jobs that run, bounded by the queue's own patience. */
  async stop(): Promise<void> {
    await this.runner?.stop();
    await this.heartbeat.stop();
    await this.pool.end();
  }

  /** One task that finds the organizations, and one that does an organization's share; or one that does the platform's. */
  private tasksOf(job: Job | PlatformJob): [string, Task][] {
    const { operator, queue } = this.parts;
    if ("runForPlatform" in job) {
      return [
        [scheduleOf(job), () => queue.enqueueForPlatform(job.name)],
        [job.name, () => job.runForPlatform(operator)],
      ];
    }
    return [
      [
        scheduleOf(job),
        async () => {
          for (const organizationId of await job.dueIn(operator)) await queue.enqueue(job.name, organizationId);
        },
      ],
      [job.name, async (payload) => job.run(operator.in(organizationOf(payload)))],
    ];
  }
}

/** The rest may be at work already: a database that goes away just now, and comes back, must not end all of it. */
async function begin(options: RunnerOptions): Promise<Runner> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(options);
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isDatabaseOutage(error)) throw error;
      await delay(ATTEMPT_WAIT_MS);
    }
  }
}

const scheduleOf = (job: { name: string }): string => `${job.name}/schedule`;

function organizationOf(payload: unknown): string {
  const { organizationId } = (payload ?? {}) as { organizationId?: unknown };
  if (!isUuid(organizationId)) throw new AppError("badRequest", "A job's payload names its organization.");
  return organizationId;
}

/** The queue's own lines, in our log. */
function queueLogger(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const write = level === "error" ? "error" : level === "warning" ? "warn" : "debug";
    log[write]({ ...scope, ...(meta?.["error"] instanceof Error ? { err: meta["error"] } : {}) }, message);
  });
}
