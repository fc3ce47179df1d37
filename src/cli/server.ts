import { Command } from "commander";

import { runParts } from "./run-parts.js";

export const serverCommand = (): Command =>
  new Command("server")
    .description("Run the half that answers requests; any number of them share one database.")
    .action(async () => {
      const composition = import("../server.js");
      await runParts("server", async (system) => (await composition).composeServer(system));
    });
