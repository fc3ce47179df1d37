import { Command } from "commander";

import type { Container } from "../container.js";
import { SetupError } from "../shared/setup-error.js";
import { say } from "./say.js";
import type { System } from "./system.js";

interface SignInLink {
  organization: string;
  kind: "member" | "partner";
  url: string;
}

export const signInCommand = (): Command =>
  new Command("sign-in")
    .description("Print a one-time sign-in link for each membership and each partnership of an e-mail address.")
    .requiredOption("--email <address>", "whose links")
    .option("--json", "print them as JSON")
    .action(async ({ email, json = false }: { email: string; json?: boolean }) => {
      const { runCommand } = await import("./run-command.js");
      const { withContainer } = await import("./with-container.js");
      await runCommand("sign-in", async (system) => {
        const links = await withContainer(system, (container) => linksFor(container, system, email));
        if (links.length === 0) throw new SetupError(`Nobody may sign in as ${email}.`);
        say(json ? JSON.stringify({ links }, null, 2) : links.map(asText).join("\n"));
      });
    });

async function linksFor(
  { signInLinks, operator, publicUrl, tenancy }: Container,
  { database }: System,
  email: string,
): Promise<SignInLink[]> {
  const { signInAddress } = await import("../services/identity/sign-in-address.js");
  const principals = await database.lookup<{
    organization_id: string;
    slug: string;
    principal_kind: "member" | "partner";
    principal_id: string;
  }>("SELECT * FROM lookup.principals($1)", [email.trim().toLowerCase()]);
  const links: SignInLink[] = [];
  for (const { organization_id: id, slug, principal_kind: kind, principal_id: principalId } of principals) {
    const token = await signInLinks.create(operator.in(id), { kind, id: principalId });
    links.push({ organization: slug, kind, url: signInAddress(publicUrl(), tenancy, slug, token) });
  }
  return links;
}

const asText = ({ organization, kind, url }: SignInLink): string => `${kind} of ${organization}: ${url}`;
