import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The process id of the PostgreSQL that runs in a data folder. */
export const postmasterPidIn = (dataFolder: string): number =>
  Number(readFileSync(join(dataFolder, "postgresql/postmaster.pid"), "utf8").split("\n")[0]);
