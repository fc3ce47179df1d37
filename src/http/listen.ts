import type { FastifyInstance } from "fastify";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../shared/log.js";
import { SetupError } from "../shared/setup-error.js";

const WAIT_MAX_MS = 10_000;
const RETRY_EVERY_MS = 100;

export interface ListenOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  log: Log;
  /** Ends the wait. */
  stopping: AbortSignal;
  /** How long a predecessor may take to give the port back. */
  waitMaxMs?: number;
}

/** Binds the server, waiting for a predecessor that is still stopping; returns the address as a URL. */
export async function listen(server: FastifyInstance, options: ListenOptions): Promise<string> {
  const { host, port, log, stopping, waitMaxMs = WAIT_MAX_MS } = options;
  const startedMs = Date.now();
  for (let hasWaited = false; ;) {
    try {
      return await server.listen({ host, port });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES")
        throw new SetupError(`Port ${port} on ${host} may not be used by this account; set PORT to one above 1023.`);
      if (code === "EADDRNOTAVAIL")
        throw new SetupError(`This machine has no address ${host}; set HOST to one that it has.`);
      if (code !== "EADDRINUSE") throw error;
      if (stopping.aborted || Date.now() - startedMs > waitMaxMs) {
        throw new SetupError(
          `Port ${port} on ${host} is in use by another program; stop that program or set PORT to another port.`,
        );
      }
      if (!hasWaited) log.warn(`Port ${port} on ${host} is in use; waiting up to ${waitMaxMs / 1000} s for it`);
      hasWaited = true;
      await sleep(RETRY_EVERY_MS);
    }
  }
}
