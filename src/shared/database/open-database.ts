import type { Config } from "../config.js";
import { assert } from "../errors.js";
import type { Log } from "../log.js";
import { PROJECT_FOLDER } from "../project-folder.js";
import { openEmbeddedDatabase } from "./embedded/open-embedded-database.js";

/** A PostgreSQL to work with, the embedded one or one of the operator's. */
export interface OpenDatabase {
  /** For migrations. */
  ownerUrl: string;
  /** For everything else. */
  appUrl: string;
  /** The same, past a pooler that keeps no sessions: for LISTEN and the job queue. */
  sessionUrl: string;
  /** 32 bytes, from which every other key is derived. */
  secretKey: Buffer;
  /** Where files of this installation go. */
  dataFolder: string;
  /** Ends the use; the embedded PostgreSQL stops with its last user. */
  close(): Promise<void>;
}

/** The database that the settings name; without any, the embedded one. */
export async function openDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  const { ownerDatabaseUrl: ownerUrl, appDatabaseUrl: appUrl, sessionDatabaseUrl, secretKey, dataFolder } = config;
  if (ownerUrl !== undefined) {
    assert(appUrl !== undefined && secretKey !== undefined, "the settings are complete beside DATABASE_URL");
    return {
      ownerUrl,
      appUrl,
      sessionUrl: sessionDatabaseUrl ?? appUrl,
      secretKey,
      dataFolder: dataFolder ?? `${PROJECT_FOLDER}/.data`,
      close: async () => undefined,
    };
  }
  const embedded = await openEmbeddedDatabase({ dataFolder, projectFolder: PROJECT_FOLDER, log });
  return {
    ownerUrl: embedded.ownerUrl,
    appUrl: embedded.appUrl,
    sessionUrl: embedded.appUrl,
    secretKey: secretKey ?? Buffer.from(embedded.secretKey, "base64url"),
    dataFolder: embedded.dataFolder,
    close: () => embedded.close(),
  };
}
