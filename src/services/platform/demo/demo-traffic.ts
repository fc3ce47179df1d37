import { setTimeout as delay } from "node:timers/promises";

import type { Log } from "../../../shared/log.js";
import type { DemoOffer, DemoOrganization } from "./demo-world.js";
import { DemoRandom } from "./demo-random.js";

/** Whoever has just opened the demo sees something happen. */
const BRISK = { forMs: 180_000, leastMs: 900, mostMs: 2_100 };
/** Then it is as quiet as its history: otherwise today would soon outdo all the months before. */
const CALM = { leastMs: 20_000, mostMs: 60_000 };
const THINKS = { leastMs: 300, mostMs: 1_500 };
const CONVERTS = 0.4;
const REQUEST_TIMEOUT_MS = 10_000;

/** One organization that visitors come to, and the key that its shop sends events with. */
export interface DemoShop {
  organization: DemoOrganization;
  eventsKey: string;
  /** By the link's key. */
  links: { key: string; url: string }[];
}

/**
 * Visitors of the demo world, a part of whom buy: at first one every second or two, after some minutes now and then. They come in by the doors that everybody uses:
 * a redirect, then the shop's identify and event.
 */
export class DemoTraffic {
  readonly name = "the demo's visitors";
  private readonly stopping = new AbortController();
  private readonly random = new DemoRandom(Date.now());
  private running: Promise<void> | null = null;
  private visitors = 0;

  /**
   * @param baseUrl where this server answers; links and doors are asked there.
   * @param open gives the shops, with keys of their own; called once, at the start.
   * @param close takes the keys back.
   */
  constructor(
    private readonly baseUrl: () => string,
    private readonly open: () => Promise<DemoShop[]>,
    private readonly close: () => Promise<void>,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    const shops = await this.open();
    this.running = this.run(shops);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.close();
  }

  private async run(shops: DemoShop[]): Promise<void> {
    const { signal } = this.stopping;
    const calmFrom = performance.now() + BRISK.forMs;
    while (!signal.aborted && shops.length > 0) {
      try {
        await this.visit(this.random.pick(shops, ({ organization }) => organization.visitorsPerDay));
      } catch (error) {
        // A visitor who is turned away is no reason to end the demo.
        if (!signal.aborted) this.log.warn({ err: error }, "a visitor of the demo was turned away");
      }
      await this.pause(performance.now() < calmFrom ? BRISK : CALM);
    }
  }

  private async visit({ organization, eventsKey, links }: DemoShop): Promise<void> {
    const ways = organization.partners.flatMap((partner) =>
      partner.revokedFor === undefined ? partner.links.map((link) => ({ ...link, reach: partner.reach })) : [],
    );
    const way = this.random.pick(ways, ({ reach }) => reach);
    const url = links.find(({ key }) => key === way.key)?.url;
    const program = organization.programs.find(({ slug }) => slug === way.program);
    if (url === undefined || !program) return;

    this.visitors += 1;
    // Each has a browser of their own, or they would be taken for one who clicks again and again.
    const version = `${110 + (this.visitors % 40)}.${this.visitors}`;
    const browser = `Mozilla/5.0 (X11; Linux x86_64; rv:${version}) Gecko/20100101 Firefox/${version}`;
    const { pathname } = new URL(url);
    const redirect = await this.ask(pathname, { headers: { "user-agent": browser } });
    const cref = new URL(redirect.headers.get("location") ?? "", this.baseUrl()).searchParams.get("cref");
    if (cref === null || !this.random.happens(CONVERTS)) return;

    await this.pause(THINKS);
    if (this.stopping.signal.aborted) return;
    const userId = `${organization.slug}-live-${cref}`;
    await this.send("/v1/identify", eventsKey, { cref, userId });
    const offer = this.random.pick(program.offers, ({ weight }) => weight);
    await this.send("/v1/events", eventsKey, this.purchase(offer, organization.currency, userId, cref));
  }

  private purchase(offer: DemoOffer, currency: string, userId: string, cref: string): Record<string, unknown> {
    const event = { id: `live-${cref}`, type: offer.type, userId };
    if (offer.pricesMinor.length === 0) return event;
    return { ...event, amount: { amountMinor: this.random.pick(offer.pricesMinor), currency } };
  }

  private async send(path: string, key: string, body: Record<string, unknown>): Promise<void> {
    const answer = await this.ask(path, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  }

  private async ask(path: string, request: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    const answer = await fetch(new URL(path, this.baseUrl()), { ...request, redirect: "manual", signal });
    // An answer that nobody reads keeps its connection.
    await answer.arrayBuffer();
    return answer;
  }

  private async pause({ leastMs, mostMs }: { leastMs: number; mostMs: number }): Promise<void> {
    await delay(this.random.between(leastMs, mostMs), undefined, { signal: this.stopping.signal }).catch(
      () => undefined,
    );
  }
}
