import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import pg from "pg";

import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { migrate } from "../../src/shared/database/migrate.js";
import { createLog } from "../../src/shared/log.js";

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
  const folder = await mkdtemp(join(tmpdir(), "tributary-test-"));
  const opened = await openEmbeddedDatabase({
    dataFolder: folder,
    projectFolder: resolve(import.meta.dirname, "../../.."),
    log: createLog("error"),
    isDurable: false,
  });
  const { superuserUrl, ownerUrl, appUrl, secretKey } = opened;
  await migrate({ ownerUrl, appUrl });
  process.env[HANDED_DOWN] = JSON.stringify({ superuserUrl, ownerUrl, appUrl, secretKey } satisfies TestCluster);
  return async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
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
