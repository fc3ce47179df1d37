import { Command } from "commander";

import type { JourneyImportResult } from "../services/partners/journeys/journey-import.service.js";
import { SetupError } from "../shared/setup-error.js";
import { amountJson } from "./amount-json.js";
import { organizationNamed } from "./organization-named.js";
import { withProgress } from "./progress.js";
import { say } from "./say.js";

/** Aggregated journeys are small: this holds millions of them. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

interface Options {
  organization?: string;
  program: string;
  json?: boolean;
}

export const importCommand = (): Command =>
  new Command("import").description("Bring in what happened elsewhere or earlier.").addCommand(journeysCommand());

const journeysCommand = (): Command =>
  new Command("journeys")
    .description(
      "Import aggregated customer journeys: paths of channels, their conversions and values. Safe to repeat.",
    )
    .argument("<file>", "CSV with path, total_conversions, total_conversion_value and total_null")
    .option("--organization <slug>", "into which organization; may be left out in single mode")
    .requiredOption("--program <slug>", "into which program; made if it is absent")
    .option("--json", "print what was stored as JSON")
    .action(async (file: string, { organization, program, json = false }: Options) => {
      const { runCommand } = await import("./run-command.js");
      const { readJourneys } = await import("../services/partners/journeys/journey-table.js");
      const { withContainer } = await import("./with-container.js");
      const table = readJourneys(await textOf(file));
      await runCommand("import", async (system) => {
        const ctx = await organizationNamed(system, organization, "import");
        const stored = await withContainer(system, ({ journeys }) =>
          withProgress("Importing", (show) => journeys.run(ctx, program, table, show)),
        );
        say(json ? JSON.stringify(asJson(stored), null, 2) : asText(stored));
      });
    });

async function textOf(file: string): Promise<string> {
  const { readFile, stat } = await import("node:fs/promises");
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX) throw new SetupError(`${file} has more than ${FILE_BYTES_MAX} bytes.`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const asJson = ({ total, ...stored }: JourneyImportResult): object => ({
  ...stored,
  total: { ...total, valueMinor: amountJson(total.valueMinor) },
});

function asText({ clicks, identities, events, commissions, partners, total }: JourneyImportResult): string {
  const stored = `Stored ${clicks} clicks, ${identities} identities, ${events} events and ${commissions} commissions`;
  return `${stored} of ${total.journeys} journeys; made ${partners} partners.`;
}
