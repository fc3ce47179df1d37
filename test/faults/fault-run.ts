import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { findPostmaster } from "../../src/shared/database/embedded/postmaster.js";
import { pidOf } from "../../src/shared/database/embedded/process-identity.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { TenantContext } from "../../src/shared/tenant-context.js";
import { silentLog } from "../support/silent-log.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";
import { Acknowledged } from "./acknowledged.js";
import { brokenPromises } from "./proof.js";
import { Random } from "./random.js";
import { ServerProcess, freePort } from "./server-process.js";
import { Traffic } from "./traffic.js";

const SERVERS = 2;
const CALLERS = 6;
const BETWEEN_KILLS_MS = { least: 40, most: 700 };
const DRAINED_MAX_MS = 30_000;

export interface FaultRunSettings {
  kills: number;
  seed: number;
  /** Called after each kill with what was killed and what was acknowledged by then. */
  onKill?: (kill: { number: number; victim: string; acknowledged: Acknowledged }) => void;
}

export interface FaultRunResult {
  clicks: number;
  stitches: number;
  events: number;
  kills: Record<string, number>;
  /** Every promise that was not kept; empty when all were. */
  broken: string[];
}

interface Credentials {
  organizations: {
    id: string;
    slug: string;
    keys: { events: string };
    partners: { links: { key: string }[] }[];
  }[];
}

const run = promisify(execFile);

/**
 * Kills servers and PostgreSQL at random moments of clicks, stitches, events and seals, and holds what they had
 * acknowledged against what is there; `tributary check` and `tributary verify` must hold after each kill.
 */
export async function runFaults({ kills, seed, onKill }: FaultRunSettings): Promise<FaultRunResult> {
  const folder = makeTestFolder();
  const dataFolder = join(folder, "data");
  const credentialsFile = join(folder, `credentials-${randomBytes(4).toString("hex")}.json`);
  const environment = {
    TRIBUTARY_DATA: dataFolder,
    TRIBUTARY_RATE_LIMITS: "off",
    LOG_LEVEL: "error",
    // The sources do not change while it runs, so nobody has to look at them again at each start.
    TRIBUTARY_BUILD: "off",
    DATABASE_URL: "",
    DATABASE_URL_APP: "",
  };
  const tributary = (...args: string[]): Promise<{ stdout: string }> =>
    run(process.execPath, ["bin/tributary", ...args], {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, ...environment },
      maxBuffer: 1e8,
    });
  const servers: ServerProcess[] = [];
  const acknowledged = new Acknowledged();
  const random = new Random(seed);
  const killed: Record<string, number> = {};
  try {
    await tributary("seed", "--demo", "--credentials", credentialsFile);
    const [organization] = (JSON.parse(await readFile(credentialsFile, "utf8")) as Credentials).organizations;
    if (!organization) throw new Error("The seed made no organization.");
    for (let n = 0; n < SERVERS; n++) {
      servers.push(new ServerProcess(n === 0 ? "start" : "server", PROJECT_FOLDER, environment, await freePort()));
    }
    for (const server of servers) await server.start();

    const callers = Array.from({ length: CALLERS }, (_, n) => {
      const target = {
        urls: servers.map((server) => server.url),
        prefix: `/t/${organization.slug}`,
        linkKeys: organization.partners.flatMap((partner) => partner.links.map((link) => link.key)),
        eventsKey: organization.keys.events,
      };
      return new Traffic(target, new Random(seed * 1000 + n), acknowledged, `run${seed}-caller${n}`);
    });
    const traffic = Promise.all(callers.map((caller) => caller.run()));

    for (let number = 1; number <= kills; number++) {
      await new Promise((resolve) => setTimeout(resolve, random.whole(BETWEEN_KILLS_MS.least, BETWEEN_KILLS_MS.most)));
      const victim = await killOne(random, servers, dataFolder);
      killed[victim] = (killed[victim] ?? 0) + 1;
      for (const caller of callers) caller.rest(true);
      await books(tributary, acknowledged, `after kill ${number} (${victim})`);
      for (const caller of callers) caller.rest(false);
      onKill?.({ number, victim, acknowledged });
    }

    for (const caller of callers) caller.stop();
    await traffic;
    await drained(dataFolder);
    await books(tributary, acknowledged, "at the end");
    const broken = await held(dataFolder, organization.id, acknowledged);
    return {
      clicks: acknowledged.clicks.size,
      stitches: acknowledged.stitches.size,
      events: acknowledged.events.size,
      kills: killed,
      broken,
    };
  } finally {
    for (const server of servers) await server.stop();
    await discardTestFolder(folder);
  }
}

/** Kills a server, or PostgreSQL, and brings the server back. PostgreSQL is brought back by whoever still lives. */
async function killOne(random: Random, servers: ServerProcess[], dataFolder: string): Promise<string> {
  if (random.next() < 0.3) {
    const postmaster = await findPostmaster(join(dataFolder, "postgresql"));
    if (postmaster) process.kill(pidOf(postmaster.identity), "SIGKILL");
    return "PostgreSQL";
  }
  const server = random.pick(servers);
  await server.kill();
  await server.start();
  return "server";
}

/** The invariants and the journal's chain, by the commands that an operator has. */
async function books(
  tributary: (...args: string[]) => Promise<unknown>,
  acknowledged: Acknowledged,
  when: string,
): Promise<void> {
  const look = (command: string): Promise<unknown> =>
    tributary(command).catch((error: Error & { stdout?: string; stderr?: string }) => {
      acknowledged.broken.push(`tributary ${command} ${when}: ${error.stdout ?? ""} ${error.stderr ?? error.message}`);
    });
  await Promise.all(["check", "verify"].map(look));
}

/** Waits until the servers have moved every spooled click into the database. */
async function drained(dataFolder: string): Promise<void> {
  for (const end = Date.now() + DRAINED_MAX_MS; Date.now() < end;) {
    const files = await readdir(join(dataFolder, "spool")).catch(() => []);
    const full = await Promise.all(files.map((name) => readFile(join(dataFolder, "spool", name)).catch(() => "")));
    if (full.every((content) => content.length === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function held(dataFolder: string, organizationId: string, acknowledged: Acknowledged): Promise<string[]> {
  const embedded = await openEmbeddedDatabase({ dataFolder, projectFolder: PROJECT_FOLDER, log: silentLog });
  const dataSource = createDataSource({ url: embedded.appUrl, poolMax: 2, applicationName: "tributary faults" });
  await dataSource.initialize();
  try {
    const principal = { kind: "system", name: "faults" } as const;
    const ctx = new TenantContext({ database: new Database(dataSource), organizationId, principal });
    return await brokenPromises(ctx, acknowledged);
  } finally {
    await dataSource.destroy();
    await embedded.close();
  }
}
