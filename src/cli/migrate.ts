import { Command } from "commander";

import { say } from "./say.js";

export const migrateCommand = (): Command =>
  new Command("migrate").description("Bring the database to the newest schema. Safe to repeat.").action(async () => {
    const { runCommand } = await import("./run-command.js");
    // Every command migrates what it opens; this one does nothing else.
    await runCommand("migrate", async () => say("The database is on the newest schema."));
  });
