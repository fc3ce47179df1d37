import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { SetupError } from "../../setup-error.js";
import { canReach, type Account } from "./account.js";

export interface DataFolderRequest {
  /** The folder that was asked for; undefined means the project's default. */
  configured: string | undefined;
  projectFolder: string;
  /** Where root's data goes if the default is unreachable for PostgreSQL's account. */
  sharedFolder: string;
}

/** Where everything of one embedded database lives. All paths are absolute and without symbolic links. */
export interface DataFolder {
  root: string;
  /** PostgreSQL's own data, owned by its account. */
  cluster: string;
  /** The lock, the users and the port. */
  run: string;
  credentials: string;
  secretKey: string;
  log: string;
  /** Set if the default folder could not be used and another was taken. */
  fallbackFor?: string;
}

/**
 * Chooses the data folder and makes it, closed to others. For root it must also be reachable for the account that runs
 * PostgreSQL: an unreachable default is replaced by a folder that every account can reach, an unreachable choice is refused, since
 * putting data elsewhere than where it was asked for would be worse than not starting.
 */
export function prepareDataFolder(request: DataFolderRequest, account: Account | undefined): DataFolder {
  const wanted = resolve(request.configured ?? join(request.projectFolder, ".data"));
  let root = wanted;
  if (account !== undefined && !canReach(account, wanted)) {
    if (request.configured !== undefined) {
      throw new SetupError(
        `PostgreSQL runs as \`${account.name}\` when Tributary is started by root, and \`${account.name}\` cannot reach ` +
          `TRIBUTARY_DATA=${wanted}. Choose a folder outside of closed homes, such as ${request.sharedFolder}/data, ` +
          "or start Tributary as the owner of that folder.",
      );
    }
    root = join(request.sharedFolder, createHash("sha256").update(wanted).digest("hex").slice(0, 16));
  }
  const fallbackFor = root === wanted ? undefined : wanted;
  makeOpenFolders(root);
  refuseForeign(root);
  root = realpathSync(root);
  closeToOthers(root, account);
  const run = join(root, "run");
  mkdirSync(run, { recursive: true, mode: 0o700 });
  return {
    root,
    run,
    cluster: join(root, "postgresql"),
    credentials: join(root, "database-credentials.json"),
    secretKey: join(root, "secret-key"),
    log: join(root, "postgresql.log"),
    ...(fallbackFor === undefined ? {} : { fallbackFor }),
  };
}

/** Makes a folder that only the account, or for ordinary users the owner of this process, can enter. */
export function makePrivateFolder(path: string, account: Account | undefined): void {
  mkdirSync(path, { mode: 0o700 });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** Makes a folder and what is missing above it, passable for the account whatever the umask is. */
function makeOpenFolders(path: string): void {
  if (existsSync(path)) return;
  makeOpenFolders(dirname(path));
  try {
    mkdirSync(path);
    chmodSync(path, 0o755);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return; // another process made it just now
    throw new SetupError(`The folder ${path} cannot be made: ${(error as Error).message}.`);
  }
}

/** Lets only the account pass through to its own data, and not even it list ours. */
function closeToOthers(root: string, account: Account | undefined): void {
  const isOurs = readdirSync(root).length === 0 || existsSync(join(root, "run"));
  if (isOurs) chmodSync(root, account === undefined ? 0o700 : 0o711);
  else if (account !== undefined && !canReach(account, join(root, "run"))) {
    // Somebody else's folder: its mode is theirs to decide.
    throw new SetupError(
      `PostgreSQL's account \`${account.name}\` cannot enter ${root}. Choose an empty folder for TRIBUTARY_DATA.`,
    );
  }
}

function refuseForeign(path: string): void {
  const { uid } = statSync(path);
  const mine = process.getuid?.();
  if (mine === undefined || uid === mine) return;
  throw new SetupError(
    `The data folder ${path} belongs to another account (uid ${uid}, this is uid ${mine}). ` +
      "Start Tributary as its owner, or set TRIBUTARY_DATA to another folder.",
  );
}
