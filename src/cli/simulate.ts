import { Command, Option } from "commander";

import type { AttributionModel } from "../entities/partners/program.entity.js";
import type { SimulatedEarnings } from "../services/partners/simulation.service.js";
import { SetupError } from "../shared/setup-error.js";
import { amountJson } from "./amount-json.js";
import { organizationNamed } from "./organization-named.js";
import { withProgress } from "./progress.js";
import { say } from "./say.js";

/** Spelled out, since entities are loaded only once a command runs; a test holds it against them. */
export const MODELS = ["last_click", "first_click", "linear", "position", "time_decay"];

const COUNT_PEOPLE = "SELECT count(*) AS people FROM person WHERE organization_id = $1";
const CONVERSIONS_UNIT = 1e12;
const DECIMALS_SHOWN = 2;

interface Options {
  organization?: string;
  program: string;
  model: AttributionModel;
  json?: boolean;
}

export const simulateCommand = (): Command =>
  new Command("simulate")
    .description("Replay all past events under another attribution model. Changes nothing.")
    .option("--organization <slug>", "whose events; may be left out in single mode")
    .requiredOption("--program <slug>", "the program whose model is replaced")
    .addOption(new Option("--model <model>", "the model to try").choices(MODELS).makeOptionMandatory())
    .option("--json", "print the result as JSON")
    .action(async ({ organization, program, model, json = false }: Options) => {
      const { runCommand } = await import("./run-command.js");
      const { Program } = await import("../entities/partners/program.entity.js");
      const { withContainer } = await import("./with-container.js");
      await runCommand("simulate", async (system) => {
        const ctx = await organizationNamed(system, organization, "simulate");
        const found = await ctx.repo(Program).findOneBy({ slug: program });
        if (!found) throw new SetupError(`There is no program ${program}.`);
        const [{ people } = { people: 0n }] = await ctx.query<{ people: bigint }>(COUNT_PEOPLE, [ctx.organizationId]);
        const partners = await withContainer(system, ({ simulations }) =>
          withProgress("Simulating", (show) =>
            simulations.run(ctx, {
              programId: found.id,
              model,
              onProgress: (replayed) => show(Math.min(1, replayed / Math.max(1, Number(people)))),
            }),
          ),
        );
        say(json ? JSON.stringify({ partners: partners.map(asJson) }, null, 2) : asText(partners));
      });
    });

interface Amounts {
  currency: string;
  valueMinor: bigint;
  commissionMinor: bigint;
}

/** By currency; amounts of several are never added. */
const amountsOf = ({ valueMinor, commissionMinor }: SimulatedEarnings): Amounts[] =>
  [...new Set([...valueMinor.keys(), ...commissionMinor.keys()])].toSorted().map((currency) => ({
    currency,
    valueMinor: valueMinor.get(currency) ?? 0n,
    commissionMinor: commissionMinor.get(currency) ?? 0n,
  }));

/** Where there are several currencies the totals are null, and only the list tells them. */
function asJson(earnings: SimulatedEarnings): object {
  const { partner, conversionsE12 } = earnings;
  const amounts = amountsOf(earnings);
  const total: Amounts | null =
    amounts.length > 1 ? null : (amounts[0] ?? { currency: "", valueMinor: 0n, commissionMinor: 0n });
  return {
    partner: partner.name,
    partnerId: partner.id,
    conversions: Number(conversionsE12) / CONVERSIONS_UNIT,
    currency: total?.currency || null,
    valueMinor: total && amountJson(total.valueMinor),
    commissionMinor: total && amountJson(total.commissionMinor),
    amounts: amounts.map(({ currency, valueMinor, commissionMinor }) => ({
      currency,
      valueMinor: amountJson(valueMinor),
      commissionMinor: amountJson(commissionMinor),
    })),
  };
}

function asText(partners: SimulatedEarnings[]): string {
  const rows = partners.flatMap((earnings) => {
    const { name } = earnings.partner;
    const conversions = (Number(earnings.conversionsE12) / CONVERSIONS_UNIT).toFixed(DECIMALS_SHOWN);
    const amounts = amountsOf(earnings);
    if (amounts.length === 0) return [[name, conversions, "", "", ""]];
    return amounts.map(({ currency, valueMinor, commissionMinor }) => [
      name,
      conversions,
      String(valueMinor),
      String(commissionMinor),
      currency,
    ]);
  });
  const table = [["partner", "conversions", "value", "commission", "minor units of"], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
