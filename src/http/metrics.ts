import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";

import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";

import type { Part } from "../shared/lifecycle/part.js";
import type { Log } from "../shared/log.js";
import { SetupError } from "../shared/setup-error.js";
import { within } from "../shared/within.js";

const READ_MAX_MS = 2_000;

/** One figure, read when somebody asks. */
export interface Metric {
  /** Begins with `tributary_` and ends in its unit; a counter's ends in `_total`. */
  name: string;
  help: string;
  /** A counter only grows while the process lives; a gauge goes up and down. */
  kind: "counter" | "gauge";
  /** Rejects when it cannot be told at the moment: then the metric is left out. */
  read: () => number | Promise<number>;
}

export interface MetricsServerSettings {
  host: string;
  port: number;
  metrics: readonly Metric[];
  log: Log;
}

/**
 * `/metrics` on a port of its own, which is not for the public: it reads across organizations and knows no caller
 * (A-OPS-03). Off unless METRICS_PORT is set.
 */
export class MetricsServer implements Part {
  readonly name = "the metrics";
  private readonly registry = new Registry();
  private readonly server: Server;

  constructor(private readonly settings: MetricsServerSettings) {
    collectDefaultMetrics({ register: this.registry });
    for (const metric of settings.metrics) this.register(metric);
    this.server = createServer((request, response) => {
      void this.answer(request.url ?? "").then(({ status, type, body }) =>
        response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body),
      );
    });
  }

  /** Where it listens, as a URL. Known once it has started. */
  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("The metrics have not been started.");
    return `http://${this.settings.host}:${address.port}/metrics`;
  }

  async start(): Promise<void> {
    const { host, port } = this.settings;
    this.server.listen(port, host);
    try {
      await once(this.server, "listening");
    } catch (cause) {
      throw new SetupError(`The metrics cannot listen on port ${port} of ${host}; set METRICS_PORT to a free port.`, {
        cause,
      });
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private register({ name, help, kind, read }: Metric): void {
    const { log } = this.settings;
    const measure = async (take: (value: number) => void): Promise<void> => {
      metric.reset();
      try {
        take(await within(READ_MAX_MS, Promise.resolve(read())));
      } catch (error) {
        metric.remove();
        log.warn({ err: error, metric: name }, "a metric could not be read");
      }
    };
    const registers = [this.registry];
    const metric: Counter | Gauge =
      kind === "counter"
        ? new Counter({ name, help, registers, collect: () => measure((value) => metric.inc(value)) })
        : new Gauge({ name, help, registers, collect: () => measure((value) => (metric as Gauge).set(value)) });
  }

  private async answer(url: string): Promise<{ status: number; type: string; body: string }> {
    if (url.split("?", 1)[0] !== "/metrics") return { status: 404, type: "text/plain", body: "Not found\n" };
    try {
      return { status: 200, type: this.registry.contentType, body: await this.registry.metrics() };
    } catch (error) {
      this.settings.log.error({ err: error }, "the metrics could not be gathered");
      return { status: 500, type: "text/plain", body: "The metrics could not be gathered\n" };
    }
  }
}
