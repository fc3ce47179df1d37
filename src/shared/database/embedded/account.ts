import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { SetupError } from "../../setup-error.js";

/** The operating system's account under which PostgreSQL runs. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const PREFERRED = ["postgres", "nobody"];

/**
 * PostgreSQL refuses to run as root, so root hands it to an account without rights: `postgres` where it exists, else
 * `nobody`. Undefined for ordinary users, who run it as themselves.
 */
export function chooseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = listAccounts();
  for (const name of PREFERRED) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid > 0);
    if (account !== undefined) return account;
  }
  throw new SetupError(
    "PostgreSQL does not run as root, and this machine has neither an account `postgres` nor `nobody`. " +
      "Start Tributary as an ordinary user, or set DATABASE_URL.",
  );
}

/**
 * Whether the account may pass through every folder above the path; folders that do not exist yet are left out. Access
 * lists beyond the mode bits are not seen.
 */
export function canReach(account: Account, path: string): boolean {
  if (existsSync(path)) path = realpathSync(path);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const real = realpathSync(folder);
      if (real !== folder) return hasBits(account, real, 0o1) && canReach(account, real);
      if (!hasBits(account, folder, 0o1)) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

/**
 * The account that owns existing data. It may be another than the one we would choose today: an account `postgres` may
 * have come to the machine since, and PostgreSQL works only on its own account's data.
 */
export function ownerOf(path: string): Account {
  const { uid, gid } = statSync(path);
  return { name: listAccounts().find((account) => account.uid === uid)?.name ?? String(uid), uid, gid };
}

/** Whether the account may read the path, and run or enter it, judged by its own mode bits. */
export function canReadAndRun(account: Account, path: string): boolean {
  return hasBits(account, path, 0o5);
}

function listAccounts(): Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

function hasBits(account: Account, path: string, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}
