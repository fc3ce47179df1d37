import { Command } from "commander";

import { runParts } from "./run-parts.js";

export const workerCommand = (): Command =>
  new Command("worker")
    .description("Run the half that works in the background; any number of them share one database.")
    .action(async () => {
      const composition = import("../worker.js");
      await runParts("worker", async (system) => (await composition).composeWorker(system));
    });
