import { Command } from "commander";

export const startCommand = (): Command =>
  new Command("start")
    .description("Run everything in one process: pages, API, redirects and jobs.")
    .option("--demo", "fill an empty database with a demo world and keep a gentle traffic going")
    .action(async ({ demo = false }: { demo?: boolean }) => {
      const { runAll } = await import("../main.js");
      await runAll({ demo });
    });
