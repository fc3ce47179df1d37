import { Command } from "commander";

export const serverCommand = (): Command =>
  new Command("server")
    .description("Run the half that answers requests; any number of them share one database.")
    .action(async () => {
      const { runServer } = await import("../server.js");
      await runServer();
    });
