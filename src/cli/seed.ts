import { Command } from "commander";

import type { DemoCredentials } from "../services/platform/demo/demo-credentials.js";
import { SetupError } from "../shared/setup-error.js";
import { say } from "./say.js";

const PRIVATE_FILE = 0o600;

interface Options {
  demo?: boolean;
  force?: boolean;
  credentials?: string;
}

export const seedCommand = (): Command =>
  new Command("seed")
    .description("Fill an empty database.")
    .option("--demo", "with a demo world: two organizations, their partners and some months of history")
    .option("--force", "also a database that has organizations")
    .option("--credentials <file>", "write tokens and keys of everybody in the demo world there, as JSON")
    .action(async ({ demo = false, force = false, credentials }: Options) => {
      if (!demo) throw new SetupError("There is one world to fill the database with: say --demo.");
      const { runCommand } = await import("./run-command.js");
      const { withContainer } = await import("./with-container.js");
      const { seedDemo } = await import("./seed-demo.js");
      const { LinkAddress } = await import("../services/partners/link-address.js");
      await runCommand("seed", (system) =>
        withContainer(system, async (container) => {
          const houses = await seedDemo(system, container.demo, { force });
          if (credentials !== undefined) {
            const { publicUrl } = container;
            // The installation has just become a multi one.
            const address = new LinkAddress(publicUrl, "multi");
            const given = await container.demo.credentials(houses, publicUrl(), (slug, key) => address.of(slug, key));
            await writePrivately(credentials, given);
          }
          say(`The demo world is there: ${houses.map(({ organization }) => organization.name).join(" and ")}.`);
        }),
      );
    });

/** Nobody else may read tokens, also where the file was there before. */
async function writePrivately(file: string, credentials: DemoCredentials): Promise<void> {
  const { chmod, open } = await import("node:fs/promises");
  const handle = await open(file, "w", PRIVATE_FILE).catch((error: unknown) => {
    throw new SetupError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    await chmod(file, PRIVATE_FILE);
    await handle.writeFile(`${JSON.stringify(credentials, null, 2)}\n`);
  } finally {
    await handle.close();
  }
}
