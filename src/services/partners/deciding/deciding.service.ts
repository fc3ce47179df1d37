import type { TenantContext } from "../../../shared/tenant-context.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import type { LedgerService } from "../../ledger/ledger.service.js";
import { isRevokedNow } from "../attribution/attribution-settings.js";
import { isCorrective } from "../attribution/corrective-types.js";
import { decide } from "../attribution/decide.js";
import type { FirstOfType, TouchFact } from "../attribution/facts.js";
import { settle } from "../attribution/settle.js";
import { judgeAgain } from "../click/click-judge.js";
import { decisionDigest } from "./decision-digest.js";
import type { SettledDecision } from "./decision-writer.js";
import { writeDecisions } from "./decision-writer.js";
import type { EventRecord } from "./event-record.js";
import { factOf } from "./event-record.js";
import { readHistory } from "./history-reader.js";
import type { RevokedPartner } from "./kept-credit.js";
import { readKeptCredit } from "./kept-credit.js";
import type { LoadedSettings, SettingsReader } from "./settings-reader.js";
import { lockStanding } from "./standing.js";
import type { PersonTouch, TouchesOfPersons } from "./touch-reader.js";
import { readFlags, readTouches, readTouchesUntil } from "./touch-reader.js";

/** An event to be decided, and why. */
export interface EventToDecide {
  event: EventRecord;
  cause: string;
  /** Written in this transaction, so there is nothing earlier to look for. */
  isNew: boolean;
}

interface ReadingOptions {
  /** Judges the touches again, which may flag some of them; a simulation does not. */
  judges?: boolean;
  /** Also where no rule asks for a person's history, since one that is tried may. */
  readsHistory?: boolean;
  /** The touches of the events' persons, where they were read already. */
  known?: TouchesOfPersons | undefined;
}

/** Everything that decisions on these events need, read once for all of them. */
export interface ReadFacts {
  settings: LoadedSettings;
  touchesOf(event: EventRecord): TouchFact[];
  historyOf(event: EventRecord): FirstOfType[];
}

/** Decides events: reads what the pure rules need, applies them, and writes what follows. */
export class DecidingService {
  constructor(
    private readonly settings: SettingsReader,
    private readonly ledger: LedgerService,
  ) {}

  /**
   * Decides these events, anew where they were decided before, inside the caller's transaction, and gives the facts for
   * the journal. Safe to repeat: a decision that comes out the same writes nothing. The caller holds the settings
   * (`holdSettings`) and has locked the events' persons; call it once in a transaction, for it locks partner accounts.
   *
   * @param known - the touches of these persons, where they were read behind that lock already.
   */
  async decideEvents(
    ctx: TenantContext,
    given: readonly EventToDecide[],
    revision: bigint,
    known?: TouchesOfPersons,
  ): Promise<JournalFact[]> {
    const events = given.filter(({ event }) => !isCorrective(event));
    if (events.length === 0) return [];
    const facts = await this.readFacts(
      ctx,
      events.map(({ event }) => event),
      revision,
      { known },
    );
    const before = await lockStanding(
      ctx,
      events.filter(({ isNew }) => !isNew).map(({ event }) => event.id),
    );
    const settled: SettledDecision[] = [];
    for (const { event, cause } of events) {
      const touches = facts.touchesOf(event);
      const decision = decide({ event: factOf(event), touches, history: facts.historyOf(event) }, facts.settings);
      const traceText = JSON.stringify(decision.trace);
      const digest = decisionDigest(decision.trace, traceText, event.occurredAtMs);
      const earlier = before.get(event.id);
      const standing = earlier?.commissions ?? [];
      const steps = settle(standing, decision.commissions);
      if (earlier?.digest === digest && steps.length === 0) continue;
      settled.push({
        event,
        cause,
        version: (earlier?.version ?? 0) + 1,
        decision,
        traceText,
        digest,
        steps,
        standing,
      });
    }
    return writeDecisions(ctx, this.ledger, settled, revision);
  }

  /**
   * Reads the facts for decisions on these events; also for a simulation, which writes nothing.
   */
  async readFacts(
    ctx: TenantContext,
    events: readonly EventRecord[],
    revision: bigint,
    { judges = true, readsHistory = false, known }: ReadingOptions = {},
  ): Promise<ReadFacts> {
    const personIds = [...new Set(events.map(({ personId }) => personId))];
    const { touches, crowded } = known ?? (await readTouches(ctx, personIds));
    const crowdedTouches = new Map<string, PersonTouch[]>();
    for (const event of events) {
      if (!crowded.has(event.personId)) continue;
      crowdedTouches.set(event.id, await readTouchesUntil(ctx, event.personId, event.occurredAtMs));
    }
    for (const personId of crowded) touches.delete(personId);

    const all = [...touches.values(), ...crowdedTouches.values()].flat();
    const [settings] = await Promise.all([
      this.settings.read(ctx, revision, [...new Set(all.map(({ partnerId }) => partnerId))]),
      judges && judgeTouches(ctx, all),
    ]);
    const kept = await readKeptCredit(
      ctx,
      events.map(({ id }) => id),
      revokedAmong(all, settings),
    );
    const history =
      settings.usesHistory || readsHistory ? await readHistory(ctx, personIds) : new Map<string, FirstOfType[]>();

    return {
      settings,
      historyOf: (event) => history.get(event.personId) ?? [],
      touchesOf(event) {
        const own = crowdedTouches.get(event.id) ?? touches.get(event.personId) ?? [];
        if (kept.size === 0) return own;
        return own.map((touch) => ({ ...touch, keepsCredit: kept.has(`${event.id}/${touch.clickId}`) }));
      },
    };
  }
}

/** A decision judges its touches again: a process may have died after it wrote a click and before it judged it. */
async function judgeTouches(ctx: TenantContext, touches: readonly PersonTouch[]): Promise<void> {
  const judged = touches.filter(({ isJudged }) => isJudged);
  if (judged.length === 0) return;
  const clickIds = [...new Set(judged.map(({ clickId }) => clickId))];
  // What others have flagged since the touches were read is no longer found, so both are asked for, in this order.
  const [isFlagging, flags] = await Promise.all([judgeAgain(ctx, clickIds), readFlags(ctx, clickIds)]);
  const current = isFlagging ? await readFlags(ctx, clickIds) : flags;
  for (const touch of judged) touch.flags = current.get(touch.clickId) ?? [];
}

function revokedAmong(touches: readonly PersonTouch[], settings: LoadedSettings): RevokedPartner[] {
  const partnerIds = new Set(touches.map(({ partnerId }) => partnerId));
  return [...partnerIds].flatMap((partnerId) => {
    const revocations = settings.revocations(partnerId);
    const open = revocations.find(({ liftedKnownFrom }) => liftedKnownFrom === null);
    return open && isRevokedNow(revocations) ? [{ partnerId, knownFrom: open.knownFrom }] : [];
  });
}
