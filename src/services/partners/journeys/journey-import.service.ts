import { AppError, assert } from "../../../shared/errors.js";
import { overlapping } from "../../../shared/overlapping.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { importClicks } from "../click/click-import.js";
import type { ImportedClick } from "../click/click-import.js";
import type { EventIngestService } from "../event-ingest.service.js";
import type { IdentifyService } from "../identify.service.js";
import { readEvent } from "../ingest/event-body.js";
import type { NewEvent } from "../ingest/event-body.js";
import type { ChannelLink, JourneyRosterService } from "./journey-roster.js";
import { CONVERSION } from "./journey-roster.js";
import type { JourneyTable } from "./journey-table.js";
import { JOURNEY_CURRENCY } from "./journey-table.js";
import type { Journey, JourneyConversion } from "./journeys.js";
import { journeysOf } from "./journeys.js";

/** Clicks of one transaction. */
const CLICKS_MAX = 5_000;
/** Stitches and events of one transaction each. */
const CONVERSIONS_MAX = 500;
/** Transactions at one time: the next is made ready while the one before is written and becomes durable. */
const OVERLAPPING_MAX = 3;
/** What an event costs beside a click, for the bar. */
const EVENT_EFFORT = 20;

/** How many of each were written; a file that was imported before writes none. */
export interface JourneyImportResult {
  programs: number;
  partners: number;
  links: number;
  clicks: number;
  identities: number;
  events: number;
  commissions: number;
  /** What of the file is in the database now. */
  total: { journeys: number; clicks: number; events: number; valueMinor: bigint; currency: string };
}

/** Brings aggregated journeys into a program, as clicks, stitches and events of an earlier time. */
export class JourneyImportService {
  constructor(
    private readonly roster: JourneyRosterService,
    private readonly identities: IdentifyService,
    private readonly events: EventIngestService,
  ) {}

  /**
   * Imports a whole table. Each step is a transaction of its own, and every row has its own lasting id: an import that was
   * cut short, or is repeated, writes what is missing and nothing twice.
   */
  async run(
    ctx: TenantContext,
    programSlug: string,
    table: JourneyTable,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<JourneyImportResult> {
    ctx.require("history:import");
    const { program, links, made } = await this.roster.ensure(ctx, programSlug, table);
    const scope = `${ctx.organizationId}/${program.slug}`;
    const effort = table.touches + table.conversions * EVENT_EFFORT;
    const commissionsBefore = await countCommissions(ctx, program.id);

    let [done, clicks, identities, events] = [0, 0, 0, 0];
    const advance = (by: number): void => {
      done += by;
      onProgress(done / effort);
    };
    await overlapping(clickBatches(journeysOf(table, scope), links), OVERLAPPING_MAX, async (batch) => {
      const written = await importClicks(ctx, batch);
      clicks += written;
      advance(batch.length);
    });
    // People are stitched while the events of those before them are decided; they share nothing but partners' accounts.
    await overlapping(conversionBatches(journeysOf(table, scope)), OVERLAPPING_MAX, async (batch) => {
      const stitched = await this.stitch(ctx, batch);
      const recorded = await this.record(ctx, batch);
      identities += stitched;
      events += recorded;
      advance(batch.length * EVENT_EFFORT);
    });
    return {
      ...made,
      clicks,
      identities,
      events,
      commissions: (await countCommissions(ctx, program.id)) - commissionsBefore,
      total: {
        journeys: table.journeys,
        clicks: table.touches,
        events: table.conversions,
        valueMinor: table.valueMinor,
        currency: JOURNEY_CURRENCY,
      },
    };
  }

  private async stitch(ctx: TenantContext, batch: readonly JourneyConversion[]): Promise<number> {
    const stitches = batch.map(({ clickId, userId, clickedAt }) => ({
      cref: clickId,
      userId,
      identifiedAt: clickedAt,
    }));
    const outcomes = await this.identities.identifyPast(ctx, stitches);
    return outcomes.filter((outcome) => outcome.kind === "stitched" && outcome.isNew).length;
  }

  private async record(ctx: TenantContext, batch: readonly JourneyConversion[]): Promise<number> {
    const outcomes = await this.events.recordPast(ctx, batch.map(eventOf));
    const refused = outcomes.find((outcome) => outcome.kind === "refused");
    if (refused) {
      throw new AppError("conflict", `An event of the file was refused: ${refused.refusal.message}`, {
        code: refused.refusal.code,
      });
    }
    return outcomes.filter((outcome) => outcome.kind === "answered" && !outcome.isRepeat).length;
  }
}

function eventOf({ externalId, userId, occurredAt, amountMinor }: JourneyConversion): NewEvent {
  const read = readEvent({
    id: externalId,
    type: CONVERSION,
    userId,
    occurredAt: occurredAt.toISOString(),
    amount: { amountMinor: Number(amountMinor), currency: JOURNEY_CURRENCY },
  });
  assert("event" in read, "a journey's event is one that could have been sent");
  return read.event;
}

async function countCommissions(ctx: TenantContext, programId: string): Promise<number> {
  const [row] = await ctx.query<{ count: bigint }>(
    "SELECT count(*) AS count FROM commission WHERE organization_id = $1 AND program_id = $2 AND status <> 'reversed'",
    [ctx.organizationId, programId],
  );
  return Number(row?.count ?? 0n);
}

function* clickBatches(
  journeys: Iterable<Journey>,
  links: ReadonlyMap<string, ChannelLink>,
): Generator<ImportedClick[]> {
  let batch: ImportedClick[] = [];
  for (const { visitorId, touches } of journeys) {
    for (const { id, channel, clickedAt } of touches()) {
      const link = links.get(channel);
      assert(link, "every channel of the table has its link");
      batch.push({ id, ...link, visitorId, clickedAt });
    }
    if (batch.length < CLICKS_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* conversionBatches(journeys: Iterable<Journey>): Generator<JourneyConversion[]> {
  let batch: JourneyConversion[] = [];
  for (const { conversion } of journeys) {
    if (conversion === null) continue;
    batch.push(conversion);
    if (batch.length < CONVERSIONS_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
