import { Command } from "commander";

import { runParts } from "./run-parts.js";

export const startCommand = (): Command =>
  new Command("start")
    .description("Run everything in one process: pages, API, redirects and jobs.")
    .option("--demo", "fill an empty database with a demo world and keep a gentle traffic going")
    .action(async ({ demo = false }: { demo?: boolean }) => {
      const composition = import("../main.js");
      await runParts("start", async (system) => (await composition).composeAll(system, { demo }));
    });
