import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder with package.json, wherever below it this code is compiled or bundled to. */
export const PROJECT_FOLDER = findProjectFolder(import.meta.dirname);

function findProjectFolder(folder: string): string {
  if (existsSync(join(folder, "package.json")) || folder === dirname(folder)) return folder;
  return findProjectFolder(dirname(folder));
}
