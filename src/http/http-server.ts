import type { Socket } from "node:net";

import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { LogController, fastify } from "fastify";

import type { Part } from "../shared/lifecycle/part.js";
import { newId } from "../shared/ids.js";
import type { Log } from "../shared/log.js";
import type { IsTrustedProxy } from "../shared/trusted-proxies.js";
import { sendProblem } from "./problem.js";
import { listen } from "./listen.js";
import { UpgradableRequest } from "./upgradable-request.js";

/** The most that a request's body may weigh unless a door says otherwise. */
const BODY_MAX_BYTES = 1_048_576;

/** A group of routes, added to the server before it starts. */
export type Door = (server: FastifyInstance) => void | Promise<void>;

export interface HttpServerSettings {
  host: string;
  port: number;
  /** Whose X-Forwarded-For is believed; absent: nobody's. */
  isTrustedProxy?: IsTrustedProxy | undefined;
  doors: Door[];
  log: Log;
  /** Ends the wait for a port that is in use. */
  stopping: AbortSignal;
}

/** Logs what went wrong and not every request: an address in a log is personal data, and a busy server has no use for it. */
class FaultLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(...given: Parameters<LogController["requestCompleted"]>): void {
    if (given[0]) super.requestCompleted(...given);
  }

  override routeNotFound(): void {}
}

/** Answers requests on one port; all doors share it. */
export class HttpServer implements Part {
  readonly name = "the HTTP server";
  private server: FastifyInstance | undefined;
  private address: string | undefined;
  /** Connections that have not asked anything. */
  private readonly silent = new Set<Socket>();

  constructor(private readonly settings: HttpServerSettings) {}

  /** Where it listens, as a URL. Known once it has started. */
  get url(): string {
    if (this.address === undefined) throw new Error("The HTTP server has not been started.");
    return this.address;
  }

  async start(): Promise<void> {
    const { host, port, isTrustedProxy, doors, log, stopping } = this.settings;
    const server = fastify({
      loggerInstance: log satisfies FastifyBaseLogger as FastifyBaseLogger,
      logController: new FaultLog(),
      bodyLimit: BODY_MAX_BYTES,
      genReqId: () => newId(),
      // Asking nobody is quicker than asking somebody who says no.
      trustProxy: isTrustedProxy ?? false,
      http: { IncomingMessage: UpgradableRequest },
      // What fastify itself refuses before any door is asked: an address that cannot be decoded, say.
      frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
      // Requests that arrive during the stop are still answered; only new connections are refused.
      return503OnClosing: false,
    });
    // Clients open connections ahead of need. One that has asked nothing yet is not idle to Node and would hold the stop.
    server.server.on("connection", (socket) => {
      this.silent.add(socket);
      socket.once("close", () => this.silent.delete(socket));
    });
    server.server.on("request", ({ socket }) => this.silent.delete(socket));
    server.server.on("upgrade", ({ socket }) => this.silent.delete(socket));
    for (const door of doors) await door(server);
    try {
      this.address = await listen(server, { host, port, log, stopping });
    } catch (error) {
      await server.close();
      throw error;
    }
    this.server = server;
  }

  /** Refuses new connections and waits for the answers that are under way. */
  async stop(): Promise<void> {
    const closed = this.server?.close();
    for (const socket of this.silent) socket.destroy();
    await closed;
  }
}
