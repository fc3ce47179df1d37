import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { assert } from "../../src/shared/errors.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { postgresCpuMs } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import { absolute } from "../support/figure.js";
import { COMMAND, installedWith } from "../support/installed.js";
import { enterOrganization } from "../support/organization.js";
import type { Scratch } from "../support/scratch.js";

/** Ten thousand paths of real customers. They stand beside the project, not in it. */
const FILE = join(PROJECT_FOLDER, "../shared/data/journeys.csv");
const NAME = "import of journeys, s";
const IMPORT_MAX_S = 60;
/** A bench is bounded in time. */
const GIVEN_UP_AFTER_MS = 120_000;

/** How long `tributary import journeys` takes, from its start to its end, with an empty organization. */
export async function measureJourneys(scratch: Scratch): Promise<Figure[]> {
  if (!existsSync(FILE)) return [absolute(NAME, null, IMPORT_MAX_S)];
  await enterOrganization(scratch.operator, "journeys");
  const args = ["import", "journeys", FILE, "--organization", "journeys", "--program", "main", "--json"];
  const [postgres, from] = [postgresCpuMs(scratch.postmasterPid), performance.now()];
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...args], {
    env: installedWith(scratch),
    timeout: GIVEN_UP_AFTER_MS,
  });
  const seconds = (performance.now() - from) / 1_000;
  const { events } = JSON.parse(stdout) as { events: number };
  assert(events > 0, "journeys are imported");
  const postgresCpu = (postgresCpuMs(scratch.postmasterPid) - postgres) / events;
  return [absolute(NAME, seconds, IMPORT_MAX_S, { postgresCpuMs: postgresCpu })];
}
