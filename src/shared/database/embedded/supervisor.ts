import type { Logger } from "pino";
import type { Postmaster } from "./postmaster.js";
import { isRunning } from "./process-identity.js";

const WATCH_EVERY_MS = 100;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 10_000;

export interface SupervisorOptions {
  postmaster: Postmaster;
  /** Finds or starts PostgreSQL on the same port. Several processes may ask at once; one of them starts it. */
  revive: () => Promise<Postmaster>;
  log: Pick<Logger, "info" | "warn" | "error">;
}

/**
 * Watches PostgreSQL while this process uses it, and brings it back if it was killed. Never gives up: a full disk may be
 * emptied. Does not keep the process alive.
 */
export class Supervisor {
  private postmaster: Postmaster;
  private readonly port: number;
  private timer: NodeJS.Timeout | undefined;
  private reviving: Promise<void> | undefined;
  private retryMs = RETRY_FIRST_MS;
  private isStopped = false;

  constructor(private readonly options: SupervisorOptions) {
    this.postmaster = options.postmaster;
    this.port = options.postmaster.port;
    this.watchAgain(WATCH_EVERY_MS);
  }

  /** Ends the watch; a revival that is under way is finished first, so that nothing starts afterwards. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.reviving;
  }

  private watchAgain(inMs: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      if (isRunning(this.postmaster.identity)) this.watchAgain(WATCH_EVERY_MS);
      else this.reviving = this.revive();
    }, inMs);
    this.timer.unref();
  }

  private async revive(): Promise<void> {
    const { log } = this.options;
    log.warn("PostgreSQL has ended while it is in use; starting it again");
    try {
      this.postmaster = await this.options.revive();
      this.retryMs = RETRY_FIRST_MS;
      log.info("PostgreSQL runs again");
      if (this.postmaster.port !== this.port) {
        log.error(
          `PostgreSQL has moved from port ${this.port} to ${this.postmaster.port}; this process has to be started again`,
        );
      }
      this.watchAgain(WATCH_EVERY_MS);
    } catch (error) {
      log.error({ err: error }, "PostgreSQL could not be started again; trying once more");
      this.watchAgain(this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, RETRY_MAX_MS);
    }
  }
}
