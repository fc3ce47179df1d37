import { join } from "node:path";

/** The folder with package.json, seen from the compiled file in dist/src/shared. */
export const PROJECT_FOLDER = join(import.meta.dirname, "../../..");
