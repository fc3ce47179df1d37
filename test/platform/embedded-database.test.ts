import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { chooseAccount } from "../../src/shared/database/embedded/account.js";
import {
  openEmbeddedDatabase,
  type EmbeddedDatabase,
} from "../../src/shared/database/embedded/open-embedded-database.js";
import { identifyProcess } from "../../src/shared/database/embedded/process-identity.js";
import { eventually } from "../support/eventually.js";
import { silentLog } from "../support/silent-log.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";

const USER_PROGRAM = join(dirname(fileURLToPath(import.meta.url)), "../support/embedded-database-user.program.js");
const asRoot = chooseAccount() === undefined ? test.skip : test;

const folders: string[] = [];
const children: ChildProcess[] = [];
const databases: EmbeddedDatabase[] = [];
let prepared: string;

beforeAll(async () => {
  prepared = makeTestFolder();
  const database = await openEmbeddedDatabase({
    dataFolder: join(prepared, "data"),
    projectFolder: prepared,
    log: silentLog,
  });
  await database.close();
});

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await Promise.all(databases.splice(0).map((database) => database.close()));
  for (const folder of folders.splice(0)) await discardTestFolder(folder);
});

afterAll(() => discardTestFolder(prepared));

function newDataFolder(): string {
  const folder = makeTestFolder();
  folders.push(folder);
  return join(folder, "data");
}

/** A data folder that has been in use before; a copy, because the first start is the slow one. */
function usedDataFolder(): string {
  const dataFolder = newDataFolder();
  execFileSync("cp", ["-a", join(prepared, "data"), dataFolder]);
  return dataFolder;
}

async function open(dataFolder: string): Promise<EmbeddedDatabase> {
  const database = await openEmbeddedDatabase({ dataFolder, projectFolder: dirname(dataFolder), log: silentLog });
  databases.push(database);
  return database;
}

/** Starts another process that has the database open, as leader of its own process group. */
async function openElsewhere(dataFolder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [USER_PROGRAM, dataFolder], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const opened = await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), once(child, "exit")]);
  expect(String(opened[0])).toContain("ownerUrl");
  return child;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on("error", () => undefined); // the connection of a killed server
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function queryWhenUp(url: string, sql: string): Promise<Record<string, unknown>[]> {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      return await query(url, sql);
    } catch {
      await sleep(50);
    }
  }
  return query(url, sql);
}

function postmasterPid(dataFolder: string): number {
  return Number(readFileSync(join(dataFolder, "postgresql/postmaster.pid"), "utf8").split("\n")[0]);
}

function isUp(dataFolder: string): boolean {
  return existsSync(join(dataFolder, "postgresql/postmaster.pid"));
}

function timesStarted(dataFolder: string): number {
  return readFileSync(join(dataFolder, "postgresql.log"), "utf8").split("ready to accept connections").length - 1;
}

describe("the first start", () => {
  test("makes a database whose two roles are bound by row security", async () => {
    const database = await open(usedDataFolder());
    const roles = await query(
      database.ownerUrl,
      `SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname LIKE 'tributary%' ORDER BY rolname`,
    );
    expect(roles).toEqual([
      { rolname: "tributary_app", rolsuper: false, rolbypassrls: false, rolcreaterole: false },
      { rolname: "tributary_owner", rolsuper: false, rolbypassrls: false, rolcreaterole: true },
    ]);
    expect(await query(database.appUrl, "SELECT current_user::text AS who")).toEqual([{ who: "tributary_app" }]);
    await expect(query(database.appUrl, "CREATE TABLE forbidden ()")).rejects.toThrow("permission denied");
  });

  test("sets the locale, the checksums and the passwords as the product needs them", async () => {
    const database = await open(usedDataFolder());
    const [row] = await query(
      database.ownerUrl,
      `SELECT lower('ÄÖÜ') AS folded, datlocale AS locale, pg_encoding_to_char(encoding) AS encoding,
              current_setting('data_checksums') AS checksums, current_setting('fsync') AS fsync,
              current_setting('password_encryption') AS passwords, current_setting('timezone') AS zone
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(row).toEqual({
      folded: "äöü",
      locale: "C.UTF-8",
      encoding: "UTF8",
      checksums: "on",
      fsync: "on",
      passwords: "scram-sha-256",
      zone: "UTC",
    });
    await expect(query(database.ownerUrl.replace(/:[^:@]+@/, ":wrong@"), "SELECT 1")).rejects.toThrow(
      "password authentication failed",
    );
  });

  test("keeps its secrets where only their owner can read them", async () => {
    const dataFolder = usedDataFolder();
    const database = await open(dataFolder);
    for (const name of ["secret-key", "database-credentials.json"]) {
      expect(statSync(join(dataFolder, name)).mode & 0o777).toBe(0o600);
    }
    expect(Buffer.from(database.secretKey, "base64url")).toHaveLength(32);
  });

  test("begins again if an earlier one was killed in the middle", async () => {
    const dataFolder = newDataFolder();
    mkdirSync(join(dataFolder, "postgresql.unfinished.abc"), { recursive: true });
    const database = await open(dataFolder);
    expect(await query(database.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(readdirSync(dataFolder).filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});

describe("a later start", () => {
  test("finds rows, port, passwords and secret key unchanged", async () => {
    const dataFolder = usedDataFolder();
    const first = await open(dataFolder);
    await query(first.ownerUrl, "CREATE TABLE kept AS SELECT 42 AS n");
    await first.close();
    expect(isUp(dataFolder)).toBe(false);

    const second = await open(dataFolder);
    expect(second).toMatchObject({ ownerUrl: first.ownerUrl, appUrl: first.appUrl, secretKey: first.secretKey });
    expect(await query(second.ownerUrl, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
  });

  test("adopts the PostgreSQL that a killed process left running", async () => {
    const dataFolder = usedDataFolder();
    const user = await openElsewhere(dataFolder);
    const pid = postmasterPid(dataFolder);
    await kill(user, "SIGKILL");
    expect(identifyProcess(pid)).toBeDefined();

    const database = await open(dataFolder);
    expect(postmasterPid(dataFolder)).toBe(pid);
    await database.close();
    expect(identifyProcess(pid)).toBeUndefined();
  });

  test("succeeds although the pid of a crashed PostgreSQL belongs to another program now", async () => {
    const dataFolder = usedDataFolder();
    await (await open(dataFolder)).close();
    const account = chooseAccount();
    const stranger = spawn("sleep", ["60"], {
      stdio: "ignore",
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    });
    children.push(stranger);
    const note = [stranger.pid, join(dataFolder, "postgresql"), 1_700_000_000, 15_432, "", "127.0.0.1", "1 1", "ready"];
    writeFileSync(join(dataFolder, "postgresql/postmaster.pid"), `${note.join("\n")}\n`);

    const database = await open(dataFolder);
    expect(await query(database.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(stranger.exitCode).toBeNull();
  });

  test("takes another port if the last one is in use", async () => {
    const dataFolder = usedDataFolder();
    const first = await open(dataFolder);
    await first.close();
    const port = Number(new URL(first.ownerUrl).port);
    const occupant = spawn(process.execPath, [
      "-e",
      `require("net").createServer().listen(${port},"127.0.0.1",()=>console.log("up"))`,
    ]);
    children.push(occupant);
    await once(occupant.stdout, "data");

    const second = await open(dataFolder);
    expect(new URL(second.ownerUrl).port).not.toBe(String(port));
    expect(await query(second.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

describe("several processes", () => {
  test("share one PostgreSQL, and the last to leave stops it", async () => {
    const dataFolder = usedDataFolder();
    const startsBefore = timesStarted(dataFolder);
    const [first, second] = await Promise.all([openElsewhere(dataFolder), openElsewhere(dataFolder)]);
    expect(timesStarted(dataFolder)).toBe(startsBefore + 1);
    await kill(first, "SIGTERM");
    expect(isUp(dataFolder)).toBe(true);
    await kill(second, "SIGTERM");
    expect(isUp(dataFolder)).toBe(false);
  });

  test("are not kept waiting by the note of one that was killed", async () => {
    const dataFolder = usedDataFolder();
    const database = await open(dataFolder);
    await kill(await openElsewhere(dataFolder), "SIGKILL");
    await database.close();
    expect(isUp(dataFolder)).toBe(false);
  });

  test("are told apart from a killed one whose pid was given out again", async () => {
    const dataFolder = usedDataFolder();
    const database = await open(dataFolder);
    // The pid is alive, but the process that wrote this note began at another time.
    writeFileSync(join(dataFolder, `run/user.${process.pid}-1-00000000.aaaaaaaa`), "");
    await database.close();
    expect(isUp(dataFolder)).toBe(false);
  });
});

describe("a PostgreSQL that is killed while in use", () => {
  test("is started again once, on its port, with every committed row", async () => {
    const dataFolder = usedDataFolder();
    const database = await open(dataFolder);
    await openElsewhere(dataFolder);
    await query(database.ownerUrl, "CREATE TABLE kept AS SELECT 42 AS n");
    const pid = postmasterPid(dataFolder);
    const startsBefore = timesStarted(dataFolder);

    process.kill(pid, "SIGKILL");
    expect(await queryWhenUp(database.ownerUrl, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
    expect(postmasterPid(dataFolder)).not.toBe(pid);
    await sleep(300); // the other process has looked by now
    expect(timesStarted(dataFolder)).toBe(startsBefore + 1);
  });

  test("is started again by another although the process that started it does not bury it", async () => {
    const dataFolder = usedDataFolder();
    const starter = await openElsewhere(dataFolder);
    const pid = postmasterPid(dataFolder);
    starter.kill("SIGSTOP");
    process.kill(pid, "SIGKILL"); // stays in the process table as long as its parent does not ask for it
    await eventually(() => expect(identifyProcess(pid)).toBeUndefined()); // a signal is sent before it has worked
    const database = await open(dataFolder);
    expect(await query(database.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(postmasterPid(dataFolder)).not.toBe(pid);
  });

  test("does not wait for ever for a statement that never ends", async () => {
    const dataFolder = usedDataFolder();
    const database = await open(dataFolder);
    const endless = query(database.ownerUrl, "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$").catch(
      (error: unknown) => error,
    );
    await sleep(100);
    process.kill(postmasterPid(dataFolder), "SIGKILL");
    expect(await queryWhenUp(database.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await endless).toBeDefined();
  });
});

describe("signals", () => {
  test("to the whole process group of its user do not reach PostgreSQL", async () => {
    const dataFolder = usedDataFolder();
    const user = await openElsewhere(dataFolder);
    const pid = postmasterPid(dataFolder);
    process.kill(-(user.pid as number), "SIGKILL");
    await once(user, "exit");
    expect(identifyProcess(pid)).toBeDefined();
  });

  test("that end the last user stop PostgreSQL cleanly, also when the group gets them", async () => {
    const dataFolder = usedDataFolder();
    const user = await openElsewhere(dataFolder);
    process.kill(-(user.pid as number), "SIGTERM");
    await once(user, "exit");
    expect(isUp(dataFolder)).toBe(false);
    expect(readFileSync(join(dataFolder, "postgresql.log"), "utf8")).toContain("database system is shut down");
  });
});

describe("started by root", () => {
  asRoot("PostgreSQL runs under an account without rights", async () => {
    const dataFolder = usedDataFolder();
    await open(dataFolder);
    const status = readFileSync(`/proc/${postmasterPid(dataFolder)}/status`, "utf8");
    const account = chooseAccount();
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(account?.uid));
    expect(/^Groups:[ \t]*(.*)$/m.exec(status)?.[1]).toBe("");
  });

  asRoot("a chosen data folder that this account cannot reach is refused, naming it", async () => {
    const dataFolder = newDataFolder();
    chmodSync(dirname(dataFolder), 0o700);
    await expect(open(dataFolder)).rejects.toThrow(`TRIBUTARY_DATA=${dataFolder}`);
    expect(existsSync(dataFolder)).toBe(false);
  });

  asRoot("an unreachable default is replaced by a folder that can be reached", async () => {
    const [projectFolder, sharedFolder] = [dirname(newDataFolder()), dirname(newDataFolder())];
    chmodSync(projectFolder, 0o700);
    const warnings: string[] = [];
    const log = { info: () => undefined, warn: (text: string) => void warnings.push(text), error: () => undefined };
    const database = await openEmbeddedDatabase({ projectFolder, sharedFolder, log: log as never });
    databases.push(database);
    expect(dirname(database.dataFolder)).toBe(sharedFolder);
    expect(warnings.join()).toContain(database.dataFolder);
    expect(await query(database.ownerUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(existsSync(join(projectFolder, ".data"))).toBe(false);
  });
});
