import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { JournalVerifier } from "../../src/services/audit/journal-verifier.js";
import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { TenantContext } from "../../src/shared/tenant-context.js";
import { silentLog } from "../support/silent-log.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";
import { Acknowledged } from "./acknowledged.js";
import type { Victim } from "./fleet.js";
import { Fleet } from "./fleet.js";
import type { LoadPace } from "./load.js";
import { Load } from "./load.js";
import { Proof } from "./proof.js";
import { Random } from "./random.js";
import type { TrafficTarget } from "./traffic.js";
import { Traffic } from "./traffic.js";

const CALLERS = 4;
const BETWEEN_KILLS_MS = { least: 20, most: 300 };
const DRAINED_MAX_MS = 60_000;

export interface FaultRunSettings {
  kills: number;
  seed: number;
  /**
   * After so many kills `tributary check` and `tributary verify` read all there is, as at the end; what they find does not
   * go away.
   */
  booksEvery: number;
  /** What goes on beside the traffic; absent: nothing. */
  load?: LoadPace;
  /** Called after each kill with what was killed and what was acknowledged by then. */
  onKill?: (kill: { number: number; victim: Victim; acknowledged: Acknowledged; proof: Proof }) => void;
}

export interface FaultRunResult {
  kills: Record<Victim, number>;
  acknowledged: { clicks: number; stitches: number; events: number };
  /** Of the acknowledged, by name. */
  missing: string[];
  /** Of the acknowledged, by name. */
  doubled: string[];
  /** Every other promise that was not kept; empty when all were. */
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
 * acknowledged against what is there: after each kill whatever was acknowledged since the one before, with the journal
 * from where it was proved; now and then, and at the end, all of it, by `tributary check` and `tributary verify` too.
 */
export async function runFaults(settings: FaultRunSettings): Promise<FaultRunResult> {
  const { kills, seed, booksEvery, load, onKill } = settings;
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
  const acknowledged = new Acknowledged();
  const random = new Random(seed);
  const killed: Record<Victim, number> = { server: 0, "starting server": 0, PostgreSQL: 0 };
  let fleet: Fleet | undefined;
  let database: Database | undefined;
  try {
    await tributary("seed", "--demo", "--credentials", credentialsFile);
    const [organization] = (JSON.parse(await readFile(credentialsFile, "utf8")) as Credentials).organizations;
    if (!organization) throw new Error("The seed made no organization.");
    fleet = await Fleet.start(PROJECT_FOLDER, dataFolder, environment);
    database = await connected(dataFolder);
    const ctx = new TenantContext({
      database,
      organizationId: organization.id,
      principal: { kind: "system", name: "faults" },
    });
    const proof = new Proof(ctx, new JournalVerifier(database), acknowledged);

    const target: TrafficTarget = {
      urls: fleet.urls,
      prefix: `/t/${organization.slug}`,
      linkKeys: organization.partners.flatMap((partner) => partner.links.map((link) => link.key)),
      eventsKey: organization.keys.events,
    };
    const callers = Array.from(
      { length: CALLERS },
      (_, n) => new Traffic(target, new Random(seed * 1000 + n), acknowledged, `run${seed}-caller${n}`),
    );
    const loads = load
      ? [new Load(target, load, new Random(seed * 1000 + CALLERS), acknowledged, `run${seed}-load`)]
      : [];
    const traffic = Promise.all([...callers, ...loads].map((one) => one.run()));

    /** What the operator's own commands say of all there is. */
    const books = async (when: string): Promise<void> => {
      const look = (command: string): Promise<unknown> =>
        tributary(command).catch((error: Error & { stdout?: string; stderr?: string }) => {
          proof.broken.push(`tributary ${command} ${when}: ${error.stdout ?? ""} ${error.stderr ?? error.message}`);
        });
      await Promise.all(["check", "verify"].map(look));
    };

    for (let number = 1; number <= kills; number++) {
      await sleep(random.whole(BETWEEN_KILLS_MS.least, BETWEEN_KILLS_MS.most));
      const victim = await fleet.killOne(random);
      killed[victim] += 1;
      const when = `after kill ${number} (${victim})`;
      await proof.recent(when);
      if (number % booksEvery === 0 && number < kills) {
        await Promise.all(callers.map((caller) => caller.rest()));
        await Promise.all([proof.whole(when, false), books(when)]);
        for (const caller of callers) caller.goOn();
      }
      onKill?.({ number, victim, acknowledged, proof });
    }

    await fleet.untilAllServe();
    for (const one of [...callers, ...loads]) one.stop();
    await traffic;
    await drained(dataFolder);
    await proof.recent("at the end");
    await proof.whole("at the end", true);
    await books("at the end");
    return {
      kills: killed,
      acknowledged: {
        clicks: acknowledged.clicks.size,
        stitches: acknowledged.stitches.size,
        events: acknowledged.events.size,
      },
      missing: [...proof.missing],
      doubled: [...proof.doubled],
      broken: [...acknowledged.broken, ...proof.broken],
    };
  } finally {
    await database?.dataSource.destroy();
    await fleet?.stop();
    await discardTestFolder(folder);
  }
}

/** As the runtime role, and not as a user of the embedded database: whoever lives brings it back, and that is not us. */
async function connected(dataFolder: string): Promise<Database> {
  const embedded = await openEmbeddedDatabase({ dataFolder, projectFolder: PROJECT_FOLDER, log: silentLog });
  await embedded.close();
  const dataSource = createDataSource({ url: embedded.appUrl, poolMax: 2, applicationName: "faults" });
  await dataSource.initialize();
  return new Database(dataSource);
}

/** Waits until the servers have moved every spooled click into the database. */
async function drained(dataFolder: string): Promise<void> {
  for (const end = Date.now() + DRAINED_MAX_MS; Date.now() < end;) {
    const files = await readdir(join(dataFolder, "spool")).catch(() => []);
    const full = await Promise.all(files.map((name) => readFile(join(dataFolder, "spool", name)).catch(() => "")));
    if (full.every((content) => content.length === 0)) return;
    await sleep(100);
  }
}
