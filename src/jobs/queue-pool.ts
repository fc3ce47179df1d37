import pg from "pg";

import { isDatabaseOutage } from "../shared/database/outage.js";

/** "Cannot connect now": of all that an outage says, what the queue tries again. */
const TRY_AGAIN = "57P03";

/**
 * The queue's connections. What has become of a job the queue writes down in a promise that nobody waits for, and it tries
 * again after a few of the errors only by which a database is away. Any other one would end the process, with all else
 * that is at work in it: so here every outage has the code of one that is tried again.
 */
export class QueuePool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super({ ...config, Client: QueueClient });
  }

  // Declared with a callback as well, which the queue never gives.
  override connect(...given: unknown[]): any {
    return again((super.connect as (...given: unknown[]) => unknown).apply(this, given));
  }
}

class QueueClient extends pg.Client {
  override query(...given: unknown[]): any {
    return again((super.query as (...given: unknown[]) => unknown).apply(this, given));
  }
}

/** What is no promise is told by a callback, and passes. */
const again = (answer: unknown): unknown =>
  answer instanceof Promise
    ? answer.catch((error: unknown) => {
        throw isDatabaseOutage(error) ? Object.assign(error as Error, { code: TRY_AGAIN }) : error;
      })
    : answer;
