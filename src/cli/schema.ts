import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { Command } from "commander";

import { PROJECT_FOLDER } from "../shared/project-folder.js";
import { SetupError } from "../shared/setup-error.js";
import { say } from "./say.js";

export const schemaCommand = (): Command =>
  new Command("schema")
    .description("Print the graph in its schema language. Needs no database.")
    .option("--check", "fail if schema.graphql is not what the code says, or breaks what was released")
    .action(async ({ check = false }: { check?: boolean }) => {
      const { printGraphSchema } = await import("../resolvers/print-graph-schema.js");
      const printed = printGraphSchema();
      if (!check) {
        say(printed.trimEnd());
        return;
      }
      const committed = await readFile(join(PROJECT_FOLDER, "schema.graphql"), "utf8").catch(() => "");
      if (committed !== printed) {
        throw new SetupError("schema.graphql is not current: npm run --silent tributary -- schema > schema.graphql");
      }
      await refuseBreakingChanges(printed);
    });

/** Before the first release, a change that is meant goes into docs/schema/released.graphql as well; later it waits for its notice. */
async function refuseBreakingChanges(current: string): Promise<void> {
  const { breakingChanges } = await import("../resolvers/breaking-changes.js");
  const { releasedSchema } = await import("./released-schema.js");
  const { text, source } = await releasedSchema();
  const broken = breakingChanges(text, current);
  if (broken.length === 0) return;
  const lines = broken.map((change) => `  ${change}`).join("\n");
  throw new SetupError(`schema.graphql breaks clients of ${source}:\n${lines}\nDeprecate it first, with a reason.`);
}
