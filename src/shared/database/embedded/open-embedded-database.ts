import { existsSync, rmSync } from "node:fs";
import type { Logger } from "pino";
import { chooseAccount, ownerOf } from "./account.js";
import { prepareBinaries } from "./binaries.js";
import { APP_ROLE, DATABASE, OWNER_ROLE, SUPERUSER, ensureCluster } from "./cluster.js";
import { prepareDataFolder, type DataFolder } from "./data-folder.js";
import { withFolderLock } from "./folder-lock.js";
import { HOST, choosePort } from "./port.js";
import { findPostmaster, startPostmaster, stopPostmaster, type Postmaster } from "./postmaster.js";
import { readOrMakeCredentials, readOrMakeSecretKey } from "./secrets.js";
import { Supervisor } from "./supervisor.js";
import { listUsers, registerUser } from "./user-registry.js";

const SHARED_FOLDER = "/var/lib/tributary";
const LOCK_WAIT_MAX_MS = 240_000; // the longest recovery, and a little more

export interface EmbeddedDatabaseOptions {
  /** Where the data lives, absolute or relative to the working directory; without it, `.data` in the project's folder. */
  dataFolder?: string | undefined;
  projectFolder: string;
  log: Pick<Logger, "info" | "warn" | "error">;
  /** Where root keeps what a project in a closed home cannot hold: PostgreSQL's account must be able to reach it. */
  sharedFolder?: string;
  /** False lets a power cut destroy the data. For tests that are not about durability. */
  isDurable?: boolean;
}

export interface EmbeddedDatabase {
  /** Of the role that owns and migrates the database; not a superuser. */
  ownerUrl: string;
  /** Of the role as which the application works. */
  appUrl: string;
  /** Of PostgreSQL's superuser, to whom row security does not apply. For tests that make databases; nothing else. */
  superuserUrl: string;
  /** The value of TRIBUTARY_SECRET_KEY that belongs to this data. */
  secretKey: string;
  /** Where the data really is, which may differ from the default that was asked for. */
  dataFolder: string;
  /** Ends this use; the last one stops PostgreSQL. Safe to repeat. */
  close(): Promise<void>;
}

/**
 * Opens the PostgreSQL inside the data folder, making or starting it if need be and adopting it if it runs. Any number
 * of processes may have it open; it is restarted if it is killed meanwhile, and stops with its last user.
 *
 * @throws SetupError with a sentence for the person who starts Tributary
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { log, projectFolder, sharedFolder = SHARED_FOLDER, isDurable = true } = options;
  const preferred = chooseAccount();
  const folder = prepareDataFolder({ configured: options.dataFolder, projectFolder, sharedFolder }, preferred);
  if (folder.fallbackFor !== undefined) {
    log.warn(
      `PostgreSQL's account \`${preferred?.name}\` cannot reach ${folder.fallbackFor}; the data is in ${folder.root} instead`,
    );
  }
  const onWait = (pid: number): void =>
    log.info(`Waiting for process ${pid}, which is starting or stopping the database`);
  const locked = <T>(work: () => Promise<T>): Promise<T> =>
    withFolderLock(folder.run, { waitMaxMs: LOCK_WAIT_MAX_MS, onWait }, work);

  return locked(async () => {
    const user = registerUser(folder.run);
    try {
      const credentials = await readOrMakeCredentials(folder);
      const secretKey = await readOrMakeSecretKey(folder);
      const account = preferred !== undefined && existsSync(folder.cluster) ? ownerOf(folder.cluster) : preferred;
      const binaries = prepareBinaries({ account, copyFolder: account === undefined ? folder.root : sharedFolder });
      await ensureCluster({ cluster: folder.cluster, binaries, account, credentials, isDurable });

      const start = (port: () => Promise<number>): Promise<Postmaster> =>
        startPostmaster({
          cluster: folder.cluster,
          log: folder.log,
          postgres: binaries.postgres,
          account,
          isDurable,
          choosePort: port,
        });
      const found = await findPostmaster(folder.cluster);
      const postmaster = found ?? (await start(() => choosePort(folder.run)));

      const revive = (): Promise<Postmaster> =>
        // Whoever comes second under the lock finds it running.
        locked(async () => (await findPostmaster(folder.cluster)) ?? start(async () => postmaster.port));
      const supervisor = new Supervisor({ postmaster, revive, log });

      let closing: Promise<void> | undefined;
      return {
        ownerUrl: urlOf(OWNER_ROLE, credentials.ownerPassword, postmaster.port, DATABASE),
        appUrl: urlOf(APP_ROLE, credentials.appPassword, postmaster.port, DATABASE),
        superuserUrl: urlOf(SUPERUSER, credentials.superuserPassword, postmaster.port, "postgres"),
        secretKey,
        dataFolder: folder.root,
        close: () => (closing ??= supervisor.stop().then(() => locked(() => leave(folder, user)))),
      };
    } catch (error) {
      await leave(folder, user);
      throw error;
    }
  });
}

/** Removes the user's note and, if it was the last, stops PostgreSQL. Called under the lock. */
async function leave(folder: DataFolder, user: string): Promise<void> {
  rmSync(user, { force: true });
  if (listUsers(folder.run).length > 0) return;
  const postmaster = await findPostmaster(folder.cluster);
  if (postmaster !== undefined) await stopPostmaster(postmaster);
}

function urlOf(role: string, password: string, port: number, database: string): string {
  return `postgres://${role}:${password}@${HOST}:${port}/${database}`;
}
