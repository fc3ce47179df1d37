import { Command } from "commander";

import { say } from "./say.js";

export const mailCommand = (): Command =>
  new Command("mail").description("How the installation sends mail.").addCommand(testCommand());

const testCommand = (): Command =>
  new Command("test")
    .description("Send a mail now, by the settings in use, and say whether the mail server took it.")
    .requiredOption("--to <address>", "where to")
    .action(async ({ to }: { to: string }) => {
      const { runCommand } = await import("./run-command.js");
      const { withContainer } = await import("./with-container.js");
      await runCommand("mail", async (system) => {
        await withContainer(system, ({ mailDelivery, publicUrl }) => mailDelivery.sendTest(to, publicUrl()));
        say(`The mail server took a mail to ${to}.`);
      });
    });
