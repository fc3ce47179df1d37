import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SetupError } from "../../setup-error.js";
import { syncFolder } from "../../sync-folder.js";
import type { Account } from "./account.js";
import type { Binaries } from "./binaries.js";
import { makePrivateFolder } from "./data-folder.js";
import { postgresEnvironment } from "./postgres-environment.js";
import type { Credentials } from "./secrets.js";

const POSTGRESQL_MAJOR = "18";

export const DATABASE = "tributary";
export const OWNER_ROLE = "tributary_owner";
export const APP_ROLE = "tributary_app";
export const SUPERUSER = "postgres";

export interface ClusterOptions {
  /** PostgreSQL's data folder; made if it does not exist. */
  cluster: string;
  binaries: Binaries;
  account: Account | undefined;
  credentials: Credentials;
  /** False only for throw-away clusters: a power cut may then lose them. */
  isDurable: boolean;
}

/**
 * Makes the cluster with its roles and its database, unless it exists; returns whether it did. It is built beside its
 * place and moved there whole, so a first start that is killed leaves nothing half made.
 */
export async function ensureCluster(options: ClusterOptions): Promise<boolean> {
  const { cluster } = options;
  removeUnfinished(cluster);
  if (existsSync(cluster)) {
    const version = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
    if (version === POSTGRESQL_MAJOR) return false;
    throw new SetupError(
      `The data in ${cluster} was written by PostgreSQL ${version}; this release brings PostgreSQL ${POSTGRESQL_MAJOR}.`,
    );
  }
  const unfinished = `${cluster}.unfinished.${randomBytes(6).toString("hex")}`;
  makePrivateFolder(unfinished, options.account);
  await initialize(unfinished, options);
  await createRolesAndDatabase(unfinished, options);
  renameSync(unfinished, cluster);
  await syncFolder(dirname(cluster));
  return true;
}

async function initialize(
  folder: string,
  { binaries, account, credentials, isDurable }: ClusterOptions,
): Promise<void> {
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, credentials.superuserPassword, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  try {
    // The builtin locale folds umlauts alike on every machine, with no locales installed on any.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const authentication = ["--auth=scram-sha-256", `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
    const sync = isDurable ? [] : ["--no-sync"];
    await run(
      binaries.initdb,
      [`--pgdata=${folder}`, ...locale, ...authentication, "--data-checksums", "--no-instructions", ...sync],
      account,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * Done in PostgreSQL's single-user mode, before the cluster is in its place: there is no moment in which a cluster
 * without its roles could be found. In that mode each line is one statement.
 */
async function createRolesAndDatabase(
  folder: string,
  { binaries, account, credentials, isDurable }: ClusterOptions,
): Promise<void> {
  const statements = [
    // The owner makes the other roles in the migrations, hence CREATEROLE; it is no superuser, so row security binds it.
    `CREATE ROLE ${OWNER_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB CREATEROLE PASSWORD '${credentials.ownerPassword}'`,
    `CREATE ROLE ${APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '${credentials.appPassword}'`,
    `CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE}`,
    `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${DATABASE} TO ${APP_ROLE}`,
  ];
  const fsync = isDurable ? [] : ["-c", "fsync=off"];
  await run(
    binaries.postgres,
    ["--single", "-D", folder, ...fsync, "-c", "exit_on_error=on", "postgres"],
    account,
    `${statements.join("\n")}\n`,
  );
}

function removeUnfinished(cluster: string): void {
  const parent = dirname(cluster);
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${basename(cluster)}.unfinished.`))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

async function run(program: string, args: string[], account: Account | undefined, input = ""): Promise<void> {
  const child = spawn(program, args, {
    cwd: "/",
    env: postgresEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
  const output: string[] = [];
  child.stdout.on("data", (text: Buffer) => output.push(text.toString()));
  child.stderr.on("data", (text: Buffer) => output.push(text.toString()));
  child.stdin.on("error", () => undefined); // the exit code tells more than the broken pipe
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new SetupError(
      `${basename(program)} could not make the database (exit code ${code}): ${output.join("").trim()}`,
    );
}
