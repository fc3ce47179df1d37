import { Command } from "commander";

export const workerCommand = (): Command =>
  new Command("worker")
    .description("Run the half that works in the background; any number of them share one database.")
    .action(async () => {
      const { runWorker } = await import("../worker.js");
      await runWorker();
    });
