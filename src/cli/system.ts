import type { Config } from "../shared/config.js";
import { readConfig } from "../shared/config.js";
import { assertBoundary } from "../shared/database/assert-boundary.js";
import { createDataSource } from "../shared/database/data-source.js";
import { Database } from "../shared/database/database.js";
import { migrate } from "../shared/database/migrate.js";
import { openDatabase } from "../shared/database/open-database.js";
import type { StopSignals } from "../shared/lifecycle/stop-signal.js";
import type { Log } from "../shared/log.js";
import { createLog } from "../shared/log.js";

/** What every command works with: the settings and a database on the newest schema. */
export interface System {
  config: Config;
  log: Log;
  /** The runtime role's pool. */
  database: Database;
  /** For what needs a connection of its own: LISTEN, the job queue. */
  appUrl: string;
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
  const opened = await openDatabase(config, log);
  try {
    const { ownerUrl, appUrl, secretKey, dataFolder } = opened;
    await migrate({ ownerUrl, appUrl });
    const dataSource = createDataSource({
      url: appUrl,
      poolMax: config.databasePoolMax,
      applicationName: `tributary ${name}`,
    });
    await dataSource.initialize();
    try {
      await assertBoundary(dataSource);
      const database = new Database(dataSource);
      return await work({ config, log, database, appUrl, secretKey, dataFolder, stopping: stopping.signal });
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await opened.close();
  }
}
