import { Command } from "commander";

import { say } from "./say.js";

export const permissionsCommand = (): Command =>
  new Command("permissions")
    .description("Print who may do what, as docs/permissions.md holds it. Needs no database.")
    .action(async () => {
      const { printPermissions } = await import("../resolvers/print-permissions.js");
      say(printPermissions().trimEnd());
    });
