import { join } from "node:path";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import type { Scratch } from "./scratch.js";

/** The command line as it is installed. */
export const COMMAND = join(PROJECT_FOLDER, "bin/tributary");

/** The settings with which it works on a scratch installation: only rate limits are off. */
export const installedWith = (scratch: Scratch, appUrl = scratch.appUrl): NodeJS.ProcessEnv => ({
  ...process.env,
  PORT: "0",
  LOG_LEVEL: "error",
  TRUST_PROXY: "127.0.0.1",
  TRIBUTARY_TENANCY: "multi",
  TRIBUTARY_RATE_LIMITS: "off",
  TRIBUTARY_DATA: join(scratch.folder, "files"),
  TRIBUTARY_SECRET_KEY: scratch.secretKey,
  DATABASE_URL: scratch.ownerUrl,
  DATABASE_URL_APP: appUrl,
});
