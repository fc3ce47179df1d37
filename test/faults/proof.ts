import { setTimeout as sleep } from "node:timers/promises";

import type { ChainPlace } from "../../src/services/audit/chain-verification.js";
import type { JournalVerifier } from "../../src/services/audit/journal-verifier.js";
import { isDatabaseOutage } from "../../src/shared/database/outage.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import type { Acknowledged } from "./acknowledged.js";

const IDS_MAX = 20_000;
const ENTRIES_MAX = 1_000_000;
const AWAY_MAX_MS = 60_000;
const RETRY_MS = 20;

const ASKED = {
  click: "SELECT id::text AS id, count(*)::int AS times FROM click WHERE id = ANY ($1::uuid[]) GROUP BY 1",
  event:
    "SELECT external_id AS id, count(*)::int AS times FROM event WHERE external_id = ANY ($1::text[]) GROUP BY external_id",
};

/** Holds what was acknowledged against what is in the database. */
export class Proof {
  readonly missing = new Set<string>();
  readonly doubled = new Set<string>();
  readonly broken: string[] = [];
  private verified: ChainPlace | undefined;

  constructor(
    private readonly ctx: TenantContext,
    private readonly verifier: JournalVerifier,
    private readonly acknowledged: Acknowledged,
  ) {}

  /**
   * After a kill, as soon as PostgreSQL answers: every event acknowledged since the last proof is there, once; so is every
   * click, unless it waits in a spool, and then it is looked for again. The journal goes on unbroken from where it was
   * proved before.
   */
  async recent(when: string): Promise<void> {
    const { clicks, events } = this.acknowledged.unproved;
    const asked = { clicks: [...clicks], events: [...events] };
    const found = await this.find("click", asked.clicks);
    for (const id of found) clicks.delete(id);
    const recorded = new Set(await this.find("event", asked.events));
    for (const id of asked.events) {
      events.delete(id);
      if (!recorded.has(id)) this.missing.add(`event ${id} (${when})`);
    }
    await this.verify(when);
  }

  /** Everything that was ever acknowledged, whether or not it was found before; nobody may stitch meanwhile. */
  async whole(when: string, isDrained: boolean): Promise<void> {
    const { clicks, events, stitches, unproved } = this.acknowledged;
    const asked = [...clicks].filter((id) => isDrained || !unproved.clicks.has(id));
    this.note("click", asked, new Set(await this.find("click", asked)), when);
    const sent = [...events.keys()];
    this.note("event", sent, new Set(await this.find("event", sent)), when);
    const known = new Set<string>();
    for (const some of parts([...stitches.keys()])) {
      const rows = await this.asked<{ id: string; user: string }>(STITCHES, some);
      for (const { id, user } of rows) known.add(`${id} ${user}`);
    }
    for (const [cref, userId] of stitches) {
      if (!known.has(`${cref} ${userId}`)) this.missing.add(`the stitch of click ${cref} to ${userId} (${when})`);
    }
  }

  private note(noun: string, ids: readonly string[], found: ReadonlySet<string>, when: string): void {
    for (const id of ids) if (!found.has(id)) this.missing.add(`${noun} ${id} (${when})`);
  }

  /** Which of them are there; those that are there more than once are noted. */
  private async find(noun: keyof typeof ASKED, ids: readonly string[]): Promise<string[]> {
    const there: string[] = [];
    for (const some of parts(ids)) {
      for (const { id, times } of await this.asked<{ id: string; times: number }>(ASKED[noun], some)) {
        there.push(id);
        if (times > 1) this.doubled.add(`${noun} ${id}`);
      }
    }
    return there;
  }

  private async verify(when: string): Promise<void> {
    const part = await whenAnswered(() => this.verifier.verifyPart(this.ctx, ENTRIES_MAX, this.verified));
    if (part.break) {
      this.broken.push(`the journal breaks at ${part.break.position} (${when}): ${part.break.detail}`);
    } else {
      this.verified = { position: part.verified, chainHash: Buffer.from(part.chainHash, "hex") };
    }
  }

  private asked<Row extends object>(text: string, ids: readonly string[]): Promise<Row[]> {
    return whenAnswered(() => this.ctx.query<Row>(text, [ids]));
  }
}

/** PostgreSQL may have been the victim: asks again until it answers. */
async function whenAnswered<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (const end = Date.now() + AWAY_MAX_MS; ;) {
    try {
      return await ask();
    } catch (error) {
      if (!isDatabaseOutage(error) || Date.now() > end) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function* parts(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += IDS_MAX) yield ids.slice(from, from + IDS_MAX);
}

const STITCHES = `
  SELECT c.id::text AS id, p.user_id AS user FROM click c
  JOIN identity i ON i.organization_id = c.organization_id AND i.visitor_id = c.visitor_id
  JOIN person p ON p.organization_id = i.organization_id AND p.id = i.person_id
  WHERE c.id = ANY ($1::uuid[])`;
