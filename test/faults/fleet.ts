import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { findPostmaster } from "../../src/shared/database/embedded/postmaster.js";
import { pidOf } from "../../src/shared/database/embedded/process-identity.js";
import type { Random } from "./random.js";
import { ServerProcess, freePort } from "./server-process.js";

const SERVERS = 4;
/** Of the servers, how many may be starting at once; the others serve meanwhile. */
const STARTING_MAX = 2;
const POSTGRESQL_SHARE = 0.4;
/** Of the servers' kills, how many hit one that is still starting, if there is one. */
const STARTING_SHARE = 0.35;
const WAIT_MAX_MS = 120_000;
const POLL_MS = 10;

export type Victim = "server" | "starting server" | "PostgreSQL";

/** Several servers on one data folder. The first has the jobs as well. */
export class Fleet {
  private fault: Error | undefined;

  private constructor(
    private readonly servers: readonly ServerProcess[],
    private readonly dataFolder: string,
  ) {}

  static async start(projectFolder: string, dataFolder: string, environment: Record<string, string>): Promise<Fleet> {
    const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
    const servers = ports.map(
      (port, n) => new ServerProcess(n === 0 ? "start" : "server", projectFolder, environment, port),
    );
    const fleet = new Fleet(servers, dataFolder);
    try {
      await Promise.all(servers.map((server) => server.start()));
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  get urls(): string[] {
    return this.servers.map((server) => server.url);
  }

  /**
   * Kills PostgreSQL, which is brought back by whoever still lives, or a server, which then starts again while others
   * serve and others are killed, or a server that had not yet started again.
   */
  async killOne(random: Random): Promise<Victim> {
    if (random.next() < POSTGRESQL_SHARE) {
      const postmaster = await findPostmaster(join(this.dataFolder, "postgresql"));
      if (postmaster) process.kill(pidOf(postmaster.identity), "SIGKILL");
      return "PostgreSQL";
    }
    const starting = this.servers.filter((server) => !server.isReady);
    if (starting.length > 0 && random.next() < STARTING_SHARE) {
      // Whoever waits for it notices and starts it again.
      await random.pick(starting).kill();
      return "starting server";
    }
    const chosen = await this.servingOne(SERVERS - STARTING_MAX + 1, random);
    await chosen.kill();
    chosen.start().catch((error: unknown) => (this.fault ??= error as Error));
    return "server";
  }

  /** Waits until all of them serve. */
  async untilAllServe(): Promise<void> {
    for (const end = Date.now() + WAIT_MAX_MS; this.servers.some((server) => !server.isReady);) {
      if (this.fault) throw this.fault;
      if (Date.now() > end) throw new Error("Not all servers are ready after two minutes.");
      await sleep(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    for (const server of this.servers) await server.stop();
  }

  /** Waits until at least so many serve; gives one of them. */
  private async servingOne(least: number, random: Random): Promise<ServerProcess> {
    for (const end = Date.now() + WAIT_MAX_MS; ;) {
      if (this.fault) throw this.fault;
      const serving = this.servers.filter((server) => server.isReady);
      if (serving.length >= least) return random.pick(serving);
      if (Date.now() > end) throw new Error(`Only ${serving.length} servers are ready after two minutes.`);
      await sleep(POLL_MS);
    }
  }
}
