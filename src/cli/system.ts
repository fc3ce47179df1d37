import type { Config } from "../shared/config.js";
import { readConfig } from "../shared/config.js";
import type { Database } from "../shared/database/database.js";
import { openDatabase } from "../shared/database/open-database.js";
import type { StopSignals } from "../shared/lifecycle/stop-signal.js";
import type { Log } from "../shared/log.js";
import { createLog } from "../shared/log.js";
import { TimeUpError, within } from "../shared/within.js";

/** What is still at work when a command is cut short gets this long; then its sessions are ended for it. */
const DISCONNECT_MAX_MS = 3_000;

/** What every command works with: the settings and a database on the newest schema. */
export interface System {
  config: Config;
  log: Log;
  /** The runtime role's pool. */
  database: Database;
  /** For what has a pool of its own: clicks. */
  appUrl: string;
  /** For what needs a session of its own: LISTEN, the job queue. */
  sessionUrl: string;
  /** 32 bytes, from which every other key is derived. */
  secretKey: Buffer;
  /** Where files of this installation go, such as spooled clicks. */
  dataFolder: string;
  /** Aborted once the process has been asked to stop. */
  stopping: AbortSignal;
}

export interface SystemSettings {
  /** Shown in pg_stat_activity after "tributary". */
  name: string;
  signals: StopSignals;
}

/** Opens the database, migrates it, makes sure that its boundary stands, does the work and closes it again. */
export async function withSystem<Result>(
  { name, signals }: SystemSettings,
  work: (system: System) => Promise<Result>,
): Promise<Result> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const stopping = new AbortController();
  void signals.first.then(() => stopping.abort());
  const opening = openDatabase(config, log);
  // Loading the code takes longer than PostgreSQL takes to start, so both are done at once.
  const loading = import("../shared/database/connect.js");
  await Promise.allSettled([opening, loading]);
  const opened = await opening;
  try {
    const { connect } = await loading;
    const { ownerUrl, appUrl, sessionUrl, secretKey, dataFolder } = opened;
    const applicationName = `tributary ${name}`;
    const database = await connect({ ownerUrl, appUrl, poolMax: config.databasePoolMax, applicationName });
    try {
      return await work({
        config,
        log,
        database,
        appUrl,
        sessionUrl,
        secretKey,
        dataFolder,
        stopping: stopping.signal,
      });
    } finally {
      await disconnect(database);
    }
  } finally {
    await opened.close();
  }
}

async function disconnect(database: Database): Promise<void> {
  try {
    await within(DISCONNECT_MAX_MS, database.dataSource.destroy());
  } catch (error) {
    if (!(error instanceof TimeUpError)) throw error;
  }
}
