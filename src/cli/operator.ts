import { Command } from "commander";

import { SetupError } from "../shared/setup-error.js";
import { say } from "./say.js";

/** Whoever may run commands here reads the secret key, and so may vouch for operators. */
export const operatorCommand = (): Command =>
  new Command("operator")
    .description("Operators of this platform: make the first one, and let them in.")
    .addCommand(addCommand())
    .addCommand(tokenCommand());

const addCommand = (): Command =>
  new Command("add")
    .description("Make somebody an operator.")
    .requiredOption("--email <address>", "their address")
    .option("--name <name>", "their name, where the address is new", "Operator")
    .action(async ({ email, name }: { email: string; name: string }) => {
      const { runCommand } = await import("./run-command.js");
      const { withContainer } = await import("./with-container.js");
      await runCommand("operator add", async (system) => {
        const added = await withContainer(system, ({ operators, operator }) =>
          operators.add(operator, { email, name }),
        );
        say(`${added.email} is an operator.`);
      });
    });

const tokenCommand = (): Command =>
  new Command("token")
    .description("Print a link into the operator console that serves once, within ten minutes.")
    .requiredOption("--email <address>", "the operator's address")
    .option("--json", "print the token and the link as JSON")
    .action(async ({ email, json = false }: { email: string; json?: boolean }) => {
      const { runCommand } = await import("./run-command.js");
      const { withContainer } = await import("./with-container.js");
      await runCommand("operator token", async (system) => {
        const { token, url } = await withContainer(system, async (container) => {
          const { operators, operator, trustedIssuers, installationIssuer, operatorAudience, publicUrl } = container;
          if (!trustedIssuers.isOwn) {
            throw new SetupError("OIDC_ISSUER is set: operators' tokens come from there.");
          }
          const person = await operators.withEmail(operator, email);
          if (!person) throw new SetupError(`${email} is not an operator. Make them one: tributary operator add`);
          const token = await installationIssuer.mint(person, operatorAudience, operator.clock.now());
          return { token, url: `${publicUrl()}/operator/sign-in#token=${token}` };
        });
        say(json ? JSON.stringify({ token, url }, null, 2) : url);
      });
    });
