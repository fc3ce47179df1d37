import { Partner } from "../../entities/partners/partner.entity.js";
import type { AttributionModel } from "../../entities/partners/program.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { isCorrective } from "./attribution/corrective-types.js";
import type { SimulatedPartner } from "./attribution/simulate.js";
import { Simulation, withChange } from "./attribution/simulate.js";
import type { DecidingService } from "./deciding/deciding.service.js";
import type { EventRecord } from "./deciding/event-record.js";
import { factOf, readEventsOf } from "./deciding/event-record.js";
import { readSettingsRevision } from "./settings-revision.js";

/** Persons whose events are replayed together. */
const PERSONS_MAX = 1_000;
const EVENTS_MAX = 1_000_000;

/** What a partner would have had, by currency where it is money. */
export interface SimulatedEarnings {
  partner: Partner;
  /** The sum of credits in units of 10^-12. */
  conversionsE12: bigint;
  valueMinor: Map<string, bigint>;
  commissionMinor: Map<string, bigint>;
}

/** "What if the rule were this": replays past events under another model. Nothing is written. */
export class SimulationService {
  constructor(private readonly deciding: DecidingService) {}

  /**
   * What each partner of the program would have had under the model, over all events of the organization; other programs
   * compete as they do. Partners are ordered by name. One snapshot of the database, however long it takes.
   *
   * @param onProgress called with the number of persons that were replayed.
   */
  async run(
    ctx: TenantContext,
    given: { programId: string; model: AttributionModel; onProgress?: (persons: number) => void },
  ): Promise<SimulatedEarnings[]> {
    ctx.require("simulation:run");
    return ctx.snapshot(async (ctx) => {
      await ctx.repo(Program).get(given.programId);
      const result = await this.replay(ctx, given);
      const partners = new Map((await ctx.repo(Partner).findBy({})).map((partner) => [partner.id, partner]));
      return result
        .map(({ partnerId, conversionsE12, values, commissions }) => {
          const partner = partners.get(partnerId);
          assert(partner, "a credit's partner exists");
          return { partner, conversionsE12, valueMinor: values, commissionMinor: commissions };
        })
        .toSorted((a, b) => (a.partner.name < b.partner.name ? -1 : 1));
    });
  }

  private async replay(
    ctx: TenantContext,
    { programId, model, onProgress }: Parameters<SimulationService["run"]>[1],
  ): Promise<SimulatedPartner[]> {
    const revision = await readSettingsRevision(ctx);
    const simulation = new Simulation(programId);
    let after: string | null = null;
    let replayed = 0;
    for (;;) {
      const persons: { id: string }[] = await ctx.query<{ id: string }>(NEXT_PERSONS, [
        ctx.organizationId,
        after,
        PERSONS_MAX,
      ]);
      if (persons.length === 0) return simulation.result();
      const read = await readEventsOf(
        ctx,
        persons.map(({ id }) => id),
        EVENTS_MAX,
      );
      const events: EventRecord[] = read.filter((event) => !isCorrective(event));
      const facts = await this.deciding.readFacts(ctx, events, revision, { judges: false });
      const settings = withChange(facts.settings, programId, { model, reachesOwnTerms: false });
      for (const event of events) {
        const touches = facts.touchesOf(event);
        simulation.include({ event: factOf(event), touches, history: facts.historyOf(event) }, settings);
      }
      after = persons.at(-1)?.id ?? null;
      replayed += persons.length;
      onProgress?.(replayed);
    }
  }
}

const NEXT_PERSONS = `
  SELECT p.id FROM person p
  WHERE p.organization_id = $1 AND ($2::uuid IS NULL OR p.id > $2)
    AND EXISTS (SELECT FROM event e WHERE e.organization_id = $1 AND e.person_id = p.id)
  ORDER BY p.id LIMIT $3`;
