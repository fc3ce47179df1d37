import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { PROJECT_FOLDER } from "../shared/project-folder.js";

const SCHEMA_BYTES_MAX = 10_000_000;
const run = promisify(execFile);

/** The graph as clients outside may already use it, and where that stands. */
export interface ReleasedSchema {
  text: string;
  source: string;
}

/** That of the newest release, by its tag; while there is no release, what was promised in `docs/schema/released.graphql`. */
export async function releasedSchema(): Promise<ReleasedSchema> {
  const tagged = await schemaOfNewestTag();
  if (tagged) return tagged;
  const source = "docs/schema/released.graphql";
  return { text: await readFile(join(PROJECT_FOLDER, source), "utf8"), source };
}

async function schemaOfNewestTag(): Promise<ReleasedSchema | undefined> {
  try {
    const tag = (await git("describe", "--tags", "--abbrev=0", "--match", "v*")).trim();
    return { text: await git("show", `${tag}:schema.graphql`), source: tag };
  } catch {
    // No git, no repository, or no tag yet.
    return undefined;
  }
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run("git", args, { cwd: PROJECT_FOLDER, maxBuffer: SCHEMA_BYTES_MAX });
  return stdout;
}
