import { Arg, Authorized, Ctx, Query, Resolver } from "type-graphql";

import { refusing } from "../../schema/common/refusing.js";
import {
  SIMULATE_PROGRAM_REFUSALS,
  SimulateProgramInput,
  SimulateProgramResult,
  describeSimulation,
  programTrial,
} from "../../schema/partners/simulate-program.js";
import type { ProgramSimulationService } from "../../services/partners/program-simulation.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver()
export class SimulationResolver {
  constructor(private readonly simulations: ProgramSimulationService) {}

  @Authorized("simulation:run")
  @Query(() => SimulateProgramResult, {
    description:
      "What if the program were so: replays the last days' events under other rules, another model or window, before anything is published. Writes nothing.",
  })
  simulateProgram(
    @Arg("input", () => SimulateProgramInput, { description: "What to try." }) input: SimulateProgramInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof SimulateProgramResult> {
    return refusing(SIMULATE_PROGRAM_REFUSALS, async () =>
      describeSimulation(await this.simulations.run(ctx, programTrial(input))),
    );
  }
}
