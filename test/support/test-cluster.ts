import { randomBytes } from "node:crypto";
import { join } from "node:path";

import pg from "pg";

import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { migrate } from "../../src/shared/database/migrate.js";
import { createLog } from "../../src/shared/log.js";
import { discardAbandonedTestFolders, discardTestFolder, makeTestFolder } from "./test-folder.js";

/** How a test reaches the run's cluster; handed to the test processes in one environment variable. */
export interface TestCluster {
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
  secretKey: string;
}

const HANDED_DOWN = "TRIBUTARY_TEST_CLUSTER";
const TEMPLATE = "tributary";

/** Starts a throw-away cluster and migrates the template from which every test database is copied. */
export async function startTestCluster(): Promise<() => Promise<void>> {
  await discardAbandonedTestFolders();
  const folder = makeTestFolder();
  const opened = await openEmbeddedDatabase({
    dataFolder: join(folder, "data"),
    projectFolder: folder,
    log: createLog("error"),
    isDurable: false,
  });
  const { superuserUrl, ownerUrl, appUrl, secretKey } = opened;
  await migrate({ ownerUrl, appUrl });
  process.env[HANDED_DOWN] = JSON.stringify({ superuserUrl, ownerUrl, appUrl, secretKey } satisfies TestCluster);
  return async () => {
    await opened.close();
    await discardTestFolder(folder);
  };
}

export function testCluster(): TestCluster {
  const handed = process.env[HANDED_DOWN];
  if (!handed) throw new Error("No test cluster: run the tests through `npm test`, which starts one.");
  return JSON.parse(handed) as TestCluster;
}

export interface TestDatabase {
  name: string;
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
  secretKey: string;
  drop(): Promise<void>;
}

/** A fresh, migrated database of its own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = testCluster();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER tributary_owner STRATEGY FILE_COPY`);
  return {
    name,
    superuserUrl: inDatabase(cluster.superuserUrl, name),
    ownerUrl: inDatabase(cluster.ownerUrl, name),
    appUrl: inDatabase(cluster.appUrl, name),
    secretKey: cluster.secretKey,
    drop: () => asSuperuser(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client(inDatabase(testCluster().superuserUrl, "postgres"));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
