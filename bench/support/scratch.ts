import { join, resolve } from "node:path";

import { connect } from "../../src/shared/database/connect.js";
import type { Database } from "../../src/shared/database/database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { createLog } from "../../src/shared/log.js";
import { OperatorContext } from "../../src/shared/operator-context.js";
import { discardTestFolder, makeTestFolder } from "../../test/support/test-folder.js";
import { asOwner } from "./as-owner.js";
import { postmasterPidIn } from "./postmaster.js";

/** An empty, durable installation for measurements that write. */
export interface Scratch {
  ownerUrl: string;
  appUrl: string;
  secretKey: string;
  postmasterPid: number;
  database: Database;
  operator: OperatorContext;
  /** For files beside the database; gone with it. */
  folder: string;
  /** Runs statements as the role that owns the tables. */
  asOwner(...statements: string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openScratch(): Promise<Scratch> {
  const folder = makeTestFolder();
  const dataFolder = join(folder, "data");
  const projectFolder = resolve(import.meta.dirname, "../../..");
  const opened = await openEmbeddedDatabase({ dataFolder, projectFolder, log: createLog("error") });
  const { ownerUrl, appUrl, secretKey } = opened;
  const database = await connect({ ownerUrl, appUrl, poolMax: 4, applicationName: "bench" });
  return {
    ownerUrl,
    appUrl,
    secretKey,
    postmasterPid: postmasterPidIn(dataFolder),
    database,
    operator: new OperatorContext(database, { kind: "system", name: "bench" }),
    folder,
    asOwner: (...statements) => asOwner(ownerUrl, ...statements),
    async close() {
      await database.dataSource.destroy();
      await opened.close();
      await discardTestFolder(folder);
    },
  };
}
