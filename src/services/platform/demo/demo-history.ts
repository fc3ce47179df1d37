import { stableIds } from "../../partners/journeys/stable-ids.js";
import { DemoRandom } from "./demo-random.js";
import type { DemoOffer, DemoOrganization, DemoProgram } from "./demo-world.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long the story has been going on. */
export const HISTORY_DAYS = 120;
/** Visitors on each day of the week beside an ordinary day, Sunday first. */
const WEEKLY_RHYTHM = [0.72, 1.12, 1.08, 1.05, 1.1, 0.95, 0.68];
/** Hours of the day, UTC, by how many come in them. */
const DAILY_RHYTHM = [2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 9, 9, 10, 11, 12, 13, 14, 14, 12, 9, 6, 4];
const CONVERTS = 0.13;
const BUYS_AGAIN = 0.35;
const REFUNDED = 0.06;
const REFUNDED_IN_PART = 0.4;
const RENEWS = 0.86;
const BOTS_PER_DAY = 2;
const CROWD_CLICKS = 45;

export interface DemoSource {
  address: string;
  userAgent: string;
}

export interface DemoClick {
  id: string;
  linkKey: string;
  visitorId: string;
  clickedAt: Date;
  /** Where it came from: an invented address and browser. */
  source: DemoSource;
  /** The part of the user agent that gives a bot away. */
  bot: string | null;
}

export interface DemoIdentity {
  userId: string;
  clickId: string;
  identifiedAt: Date;
}

export interface DemoEvent {
  id: string;
  type: string;
  userId: string;
  occurredAt: Date;
  amountMinor: bigint | null;
  currency: string;
  /** The id of the event that this one takes back, in full or in part. */
  refundOf: string | null;
}

export interface DemoHistory {
  clicks: DemoClick[];
  identities: DemoIdentity[];
  events: DemoEvent[];
}

/**
 * Some months of one organization: visitors come in the rhythm of the week, a part of them through several partners, some
 * buy, a few come back, some money is returned; bots and one crowd of clicks come too. The same seed and end give the same
 * history. Each list is in the order of time.
 */
export function demoHistory(organization: DemoOrganization, seed: number, until: Date): DemoHistory {
  return new HistoryWriter(organization, seed, until).write();
}

interface Way {
  program: DemoProgram;
  key: string;
  reach: number;
}

class HistoryWriter {
  private readonly random: DemoRandom;
  private readonly ways: Way[];
  private readonly history: DemoHistory = { clicks: [], identities: [], events: [] };
  private customers = 0;
  private orders = 0;
  private arrivals = 0;

  constructor(
    private readonly organization: DemoOrganization,
    private readonly seed: number,
    private readonly until: Date,
  ) {
    this.random = new DemoRandom(seed);
    this.ways = organization.partners.flatMap(({ links, reach }) =>
      links.flatMap(({ program: slug, key }) => {
        const program = organization.programs.find((one) => one.slug === slug);
        return program ? [{ program, key, reach: reach / links.length }] : [];
      }),
    );
  }

  write(): DemoHistory {
    const firstDay = Math.floor(this.until.getTime() / DAY_MS) - HISTORY_DAYS;
    for (let day = 0; day <= HISTORY_DAYS; day++) {
      const dayMs = (firstDay + day) * DAY_MS;
      const growth = 0.45 + (0.55 * day) / HISTORY_DAYS;
      const rhythm = WEEKLY_RHYTHM[new Date(dayMs).getUTCDay()] ?? 1;
      const visitors = Math.round(
        this.organization.visitorsPerDay * growth * rhythm * (0.85 + 0.3 * this.random.next()),
      );
      for (let n = 0; n < visitors; n++) this.visitor(dayMs);
      for (let n = 0; n < BOTS_PER_DAY; n++) this.bot(dayMs);
    }
    this.crowd(this.until.getTime() - 9 * DAY_MS);
    return this.finished();
  }

  /** What lies after the end has not happened yet. */
  private finished(): DemoHistory {
    const until = this.until.getTime();
    const past = <Fact>(facts: Fact[], at: (fact: Fact) => Date): Fact[] =>
      facts.filter((fact) => at(fact).getTime() <= until).sort((a, b) => at(a).getTime() - at(b).getTime());
    const events = past(this.history.events, ({ occurredAt }) => occurredAt);
    return {
      clicks: past(this.history.clicks, ({ clickedAt }) => clickedAt),
      identities: past(this.history.identities, ({ identifiedAt }) => identifiedAt),
      events,
    };
  }

  private visitor(dayMs: number): void {
    const first = this.random.pick(this.ways, ({ reach }) => reach);
    const visitorId = this.newVisitor(dayMs);
    const source = this.source();
    let atMs = dayMs + this.timeOfDay();
    let click = this.click(first.key, visitorId, source, atMs);
    let way = first;
    // A part of them hears of the same thing elsewhere before they decide.
    while (this.random.happens(0.38)) {
      atMs += this.random.between(2, 90) * HOUR_MS;
      way = this.random.pick(
        this.ways.filter(({ program }) => program === first.program),
        ({ reach }) => reach,
      );
      click = this.click(way.key, visitorId, source, atMs);
    }
    if (this.random.happens(CONVERTS))
      this.customer(way.program, click, atMs + this.random.between(4, 240) * MINUTE_MS);
  }

  private customer(program: DemoProgram, click: DemoClick, atMs: number): void {
    this.customers += 1;
    const userId = `${this.organization.slug}-customer-${this.customers}`;
    this.history.identities.push({ userId, clickId: click.id, identifiedAt: new Date(atMs) });
    const offer = this.random.pick(program.offers, ({ weight }) => weight);
    const order = this.event(userId, offer, atMs + this.random.between(1, 20) * MINUTE_MS);
    if (offer.type === "subscription") {
      for (let month = 1; month <= 4 && this.random.happens(RENEWS); month++) {
        this.event(userId, { ...offer, pricesMinor: [Number(order.amountMinor)] }, atMs + month * 30 * DAY_MS);
      }
    } else if (this.random.happens(BUYS_AGAIN)) {
      this.event(userId, offer, atMs + this.random.between(5, 40) * DAY_MS);
    }
    if (order.amountMinor !== null && this.random.happens(REFUNDED)) this.refund(order);
  }

  private event(userId: string, offer: DemoOffer, atMs: number): DemoEvent {
    this.orders += 1;
    const price = offer.pricesMinor.length > 0 ? this.random.pick(offer.pricesMinor) : null;
    const event: DemoEvent = {
      id: `${this.organization.slug}-order-${this.orders}`,
      type: offer.type,
      userId,
      occurredAt: new Date(atMs),
      amountMinor: price === null ? null : BigInt(price),
      currency: this.organization.currency,
      refundOf: null,
    };
    this.history.events.push(event);
    return event;
  }

  private refund(order: DemoEvent): void {
    const amountMinor = order.amountMinor ?? 0n;
    this.history.events.push({
      ...order,
      id: `${order.id}-refund`,
      type: "refund",
      occurredAt: new Date(order.occurredAt.getTime() + this.random.between(2, 12) * DAY_MS),
      amountMinor: this.random.happens(REFUNDED_IN_PART) ? amountMinor / 2n : amountMinor,
      refundOf: order.id,
    });
  }

  private bot(dayMs: number): void {
    const { key } = this.random.pick(this.ways, ({ reach }) => reach);
    const bot = this.random.pick(["Googlebot", "bingbot", "AhrefsBot", "curl/8"]);
    this.click(key, this.newVisitor(dayMs), { address: "198.51.100.7", userAgent: bot }, dayMs + this.timeOfDay(), bot);
  }

  /** Somebody clicks their own link again and again: what velocity is for. */
  private crowd(atMs: number): void {
    const way = this.ways.at(-1);
    if (!way) return;
    for (let n = 0; n < CROWD_CLICKS; n++)
      this.click(
        way.key,
        this.newVisitor(atMs),
        { address: "198.51.100.99", userAgent: "one eager machine" },
        atMs + n * 900,
      );
  }

  private click(
    linkKey: string,
    visitorId: string,
    source: DemoSource,
    atMs: number,
    bot: string | null = null,
  ): DemoClick {
    const id = stableIds(`${this.organization.slug}/${this.seed}/click/${this.history.clicks.length}`)(atMs, 0);
    const click = { id, linkKey, visitorId, clickedAt: new Date(atMs), source, bot };
    this.history.clicks.push(click);
    return click;
  }

  private newVisitor(atMs: number): string {
    this.arrivals += 1;
    return stableIds(`${this.organization.slug}/${this.seed}/visitor/${this.arrivals}`)(atMs, 0);
  }

  /** An address from the blocks that are kept for documentation, and a browser of some age. */
  private source(): DemoSource {
    return {
      address: `203.0.113.${this.random.between(1, 254)}`,
      userAgent: `Firefox/${this.random.between(110, 145)}.${this.arrivals}`,
    };
  }

  private timeOfDay(): number {
    const hours = DAILY_RHYTHM.map((weight, hour) => ({ hour, weight }));
    return this.random.pick(hours, ({ weight }) => weight).hour * HOUR_MS + this.random.between(0, HOUR_MS - 1);
  }
}
