import { Command } from "commander";

import type { CheckedInvariant } from "../services/platform/invariants/invariant-check.js";
import { withProgress } from "./progress.js";
import { say } from "./say.js";

const EXIT_BROKEN = 1;

export const checkCommand = (): Command =>
  new Command("check")
    .description("Ask whether everything that must always hold does hold, over all organizations. Changes nothing.")
    .option("--json", "print the result as JSON")
    .action(async ({ json = false }: { json?: boolean }) => {
      const { runCommand } = await import("./run-command.js");
      const { InvariantCheck } = await import("../services/platform/invariants/invariant-check.js");
      await runCommand("check", async ({ database }) => {
        const checked = await withProgress("Checking", (show) =>
          new InvariantCheck(database).run({ onProgress: show }),
        );
        say(json ? JSON.stringify(asJson(checked), null, 2) : asText(checked));
        if (checked.some(({ count }) => count > 0n)) process.exitCode = EXIT_BROKEN;
      });
    });

function asJson(checked: CheckedInvariant[]): object {
  return {
    holds: checked.every(({ count }) => count === 0n),
    invariants: checked.map(({ name, promise, count, violations }) => ({
      name,
      promise,
      holds: count === 0n,
      count: Number(count),
      violations,
    })),
  };
}

function asText(checked: CheckedInvariant[]): string {
  const lines = checked.flatMap(({ promise, count, violations }) => [
    `${count === 0n ? "holds " : "BROKEN"}  ${promise}`,
    ...violations.map(
      ({ organization, sentence }) => `          ${organization ? `${organization}: ` : ""}${sentence}`,
    ),
    ...(count > BigInt(violations.length) ? [`          and ${count - BigInt(violations.length)} more`] : []),
  ]);
  const broken = checked.filter(({ count }) => count > 0n).length;
  return [...lines, "", broken === 0 ? "Everything holds." : `${broken} of ${checked.length} do not hold.`].join("\n");
}
