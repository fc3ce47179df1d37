import { Command } from "commander";

import type { ChainVerification } from "../services/audit/chain-verification.js";
import { say } from "./say.js";

const EXIT_BROKEN = 1;

export const verifyCommand = (): Command =>
  new Command("verify")
    .description("Recompute every journal, entry by entry, and name the first break of each. Changes nothing.")
    .option("--json", "print the result as JSON")
    .action(async ({ json = false }: { json?: boolean }) => {
      const { runCommand } = await import("./run-command.js");
      const { JournalVerifier } = await import("../services/audit/journal-verifier.js");
      await runCommand("verify", async ({ database }) => {
        const verified = [];
        for await (const one of new JournalVerifier(database).verifyAll()) verified.push(one);
        say(json ? JSON.stringify(asJson(verified), null, 2) : verified.map(asText).join("\n"));
        if (verified.some((one) => one.break !== null)) process.exitCode = EXIT_BROKEN;
      });
    });

function asJson(verified: ChainVerification[]): object {
  return {
    verifies: verified.every((one) => one.break === null),
    journals: verified.map(({ organizationId, verified, chainHash, break: broken }) => ({
      organizationId,
      verified: Number(verified),
      chainHash,
      break: broken && { ...broken, position: Number(broken.position) },
    })),
  };
}

function asText({ organizationId, verified, break: broken }: ChainVerification): string {
  if (!broken) return `verifies  ${organizationId}: ${verified} entries`;
  return `BROKEN    ${organizationId}: at position ${broken.position}, ${broken.kind}: ${broken.detail}`;
}
