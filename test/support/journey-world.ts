import { LedgerService } from "../../src/services/ledger/ledger.service.js";
import { DecidingService } from "../../src/services/partners/deciding/deciding.service.js";
import { SettingsReader } from "../../src/services/partners/deciding/settings-reader.js";
import { EventIngestService } from "../../src/services/partners/event-ingest.service.js";
import { IdentifyService } from "../../src/services/partners/identify.service.js";
import { JourneyImportService } from "../../src/services/partners/journeys/journey-import.service.js";
import { JourneyRosterService } from "../../src/services/partners/journeys/journey-roster.js";
import { SimulationService } from "../../src/services/partners/simulation.service.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import { ProgramWorld } from "./program-world.js";
import type { World } from "./world.js";

/** What imports journeys and tries models on them, on a world's database. */
export class JourneyWorld {
  readonly program: ProgramWorld;
  readonly journeys: JourneyImportService;
  readonly simulations: SimulationService;

  constructor(private readonly world: World) {
    this.program = new ProgramWorld(world);
    const { journal, programs, partners, links } = this.program;
    const settings = new SettingsReader();
    const deciding = new DecidingService(settings, new LedgerService());
    this.journeys = new JourneyImportService(
      new JourneyRosterService(programs, partners, links),
      new IdentifyService(journal, deciding),
      new EventIngestService(journal, settings, deciding),
    );
    this.simulations = new SimulationService(deciding);
  }

  /** An organization with an owner. */
  async organization(): Promise<TenantContext> {
    const ctx = await this.program.organization();
    const email = `${ctx.organizationId}@example.com`;
    await this.program.organizations.addMember(this.world.operator, ctx.organizationId, {
      email,
      name: "Owner",
      role: "OWNER",
    });
    return ctx;
  }
}
