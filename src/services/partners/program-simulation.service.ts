import { In } from "typeorm";

import type { CommissionRule } from "../../entities/partners/commission-rule.js";
import type { AttributionModel } from "../../entities/partners/program.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { DAY_MS } from "../../shared/calendar.js";
import { assert, fieldInvalid } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { isCorrective } from "./attribution/corrective-types.js";
import type { SimulatedPartner, TriedChange } from "./attribution/simulate.js";
import { Simulation, withChange } from "./attribution/simulate.js";
import { checkedRules } from "./commission-rules.js";
import type { DecidingService } from "./deciding/deciding.service.js";
import type { EventPlace, EventRecord } from "./deciding/event-record.js";
import { factOf, readEventsBefore } from "./deciding/event-record.js";
import { checkDays } from "./program-checks.js";
import { readSettingsRevision } from "./settings-revision.js";

const DAYS_MAX = 365;
/** Events that one simulation replays: some seconds of work. */
const EVENTS_MAX = 20_000;
/** Decided without a pause; other requests wait meanwhile. */
const BATCH_MAX = 500;
/** Partners that are told one by one. The totals have everybody. */
export const SIMULATED_PARTNERS_MAX = 200;
const MINUTE_MS = 60_000;
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export interface ProgramTrial {
  programId: string;
  rules?: CommissionRule[] | undefined;
  attributionModel?: AttributionModel | undefined;
  windowDays?: number | undefined;
  /** Whether the rules also replace those of partners' own terms. */
  reachesOwnTerms: boolean;
  days: number;
}

/** Sums by currency. */
type Sums = ReadonlyMap<string, bigint>;

interface Outcome {
  conversionsE12: bigint;
  commissions: Sums;
}

export interface ProgramTrialResult {
  /** Events that happened in [from, until) were replayed. */
  from: Date;
  until: Date;
  events: number;
  /** False: there were more events than are replayed, and `from` is later than was asked. */
  isComplete: boolean;
  /** Those whose commission changes most, first. */
  partners: { partner: Partner; asIs: Outcome; asTried: Outcome }[];
  partnerCount: number;
  totalNow: Sums;
  totalThen: Sums;
}

/** "What if the program were so": replays the last days' events as they are and as they would be. Nothing is written. */
export class ProgramSimulationService {
  /** @param eventsMax - how many events one simulation replays, the newest ones. */
  constructor(
    private readonly deciding: DecidingService,
    private readonly eventsMax = EVENTS_MAX,
  ) {}

  /**
   * What partners earned and would have earned with the program, over all events of the organization in the last days;
   * other programs compete as they do. Dates, hold and terms stay as they were known then. One snapshot of the database.
   */
  run(ctx: TenantContext, trial: ProgramTrial): Promise<ProgramTrialResult> {
    ctx.require("simulation:run");
    const { programId, days, windowDays, reachesOwnTerms, attributionModel: model } = trial;
    const rules = trial.rules && checkedRules(trial.rules);
    if (windowDays !== undefined) checkDays("windowDays", windowDays);
    if (!Number.isInteger(days) || days < 1 || days > DAYS_MAX) {
      throw fieldInvalid("days_invalid", "days", `A simulation goes back from 1 to ${DAYS_MAX} days.`);
    }
    return ctx.snapshot(async (ctx) => {
      await ctx.repo(Program).get(programId);
      // To the end of this minute, so that two looks at the same events tell the same; senders' clocks may be ahead, too.
      const until = new Date(Math.ceil(ctx.clock.now().getTime() / MINUTE_MS) * MINUTE_MS);
      const from = new Date(until.getTime() - days * DAY_MS);
      const replay = await this.replay(ctx, { from, until }, programId, { model, windowDays, rules, reachesOwnTerms });
      return { until, ...replay };
    });
  }

  private async replay(
    ctx: TenantContext,
    { from, until }: { from: Date; until: Date },
    programId: string,
    tried: TriedChange,
  ): Promise<Omit<ProgramTrialResult, "until">> {
    const revision = await readSettingsRevision(ctx);
    const [now, then] = [new Simulation(programId), new Simulation(programId)];
    let place: EventPlace = { occurredAtMs: until.getTime() - 1, id: LAST_ID };
    let count = 0;
    let decided = 0;
    let isComplete = false;
    while (!isComplete && count < this.eventsMax) {
      const wanted = Math.min(BATCH_MAX, this.eventsMax - count);
      const read: EventRecord[] = await readEventsBefore(ctx, from, place, wanted);
      const events = read.filter((event) => !isCorrective(event));
      const facts = await this.deciding.readFacts(ctx, events, revision, { judges: false, readsHistory: true });
      const changed = withChange(facts.settings, programId, tried);
      for (const event of events) {
        const given = { event: factOf(event), touches: facts.touchesOf(event), history: facts.historyOf(event) };
        now.include(given, facts.settings);
        then.include(given, changed);
      }
      count += read.length;
      decided += events.length;
      place = read.at(-1) ?? place;
      isComplete = read.length < wanted;
    }
    return {
      from: isComplete ? from : new Date(place.occurredAtMs),
      events: decided,
      isComplete,
      ...(await compare(ctx, now.result(), then.result())),
    };
  }
}

async function compare(ctx: TenantContext, now: readonly SimulatedPartner[], then: readonly SimulatedPartner[]) {
  const [before, after] = [byPartner(now), byPartner(then)];
  const changes = [...new Set([...before.keys(), ...after.keys()])].map((partnerId) => {
    const pair = { asIs: before.get(partnerId) ?? NOTHING, asTried: after.get(partnerId) ?? NOTHING };
    return { partnerId, ...pair, change: changeOf(pair.asIs.commissions, pair.asTried.commissions) };
  });
  const shown = changes
    .toSorted((a, b) => Number(b.change - a.change) || (a.partnerId < b.partnerId ? -1 : 1))
    .slice(0, SIMULATED_PARTNERS_MAX);
  const rows = await ctx.repo(Partner).findBy({ id: In(shown.map(({ partnerId }) => partnerId)) });
  const partners = new Map(rows.map((partner) => [partner.id, partner]));
  return {
    partners: shown.map(({ partnerId, asIs, asTried }) => {
      const partner = partners.get(partnerId);
      assert(partner, "a credit's partner exists");
      return { partner, asIs, asTried };
    }),
    partnerCount: changes.length,
    totalNow: totalOf(now),
    totalThen: totalOf(then),
  };
}

const NOTHING: Outcome = { conversionsE12: 0n, commissions: new Map() };

const byPartner = (partners: readonly SimulatedPartner[]): Map<string, Outcome> =>
  new Map(partners.map((partner) => [partner.partnerId, partner]));

/** The largest change in any currency: nothing is converted, so currencies are compared by their number alone. */
function changeOf(now: Sums, then: Sums): bigint {
  let largest = 0n;
  for (const currency of new Set([...now.keys(), ...then.keys()])) {
    const change = (then.get(currency) ?? 0n) - (now.get(currency) ?? 0n);
    const size = change < 0n ? -change : change;
    if (size > largest) largest = size;
  }
  return largest;
}

function totalOf(partners: readonly SimulatedPartner[]): Sums {
  const totals = new Map<string, bigint>();
  for (const { commissions } of partners) {
    for (const [currency, amount] of commissions) totals.set(currency, (totals.get(currency) ?? 0n) + amount);
  }
  return totals;
}
