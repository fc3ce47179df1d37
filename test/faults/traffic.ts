import { setTimeout as sleep } from "node:timers/promises";

import type { Acknowledged } from "./acknowledged.js";
import type { Random } from "./random.js";

const REQUEST_MAX_MS = 10_000;
const RETRY_MS = 30;
const BREATH_MAX_MS = 60;
/** How many later steps may still use an earlier click or user. */
const MEMORY = 200;

export interface TrafficTarget {
  /** The servers' base URLs; each request takes one of them. */
  urls: string[];
  /** The organization's path prefix, such as `/t/acme`; empty in single mode. */
  prefix: string;
  linkKeys: string[];
  /** The bearer of an `events` key. */
  eventsKey: string;
}

interface Answer {
  status: number;
  text: string;
  location: string | null;
}

/** People who click, sign up, buy and get refunds, and an application that tries again until it has an answer. */
export class Traffic {
  private isOn = true;
  private isResting = false;
  private stepping: Promise<void> = Promise.resolve();
  private made = 0;
  private readonly clicks: string[] = [];
  private readonly users: string[] = [];
  private readonly purchases: { id: string; whose: { userId: string } | { cref: string } }[] = [];

  constructor(
    private readonly target: TrafficTarget,
    private readonly random: Random,
    private readonly acknowledged: Acknowledged,
    private readonly name: string,
  ) {}

  /** Goes on, one step after another, until `stop`; with breaths in between, so that the books stay short enough to be read. */
  async run(): Promise<void> {
    while (this.isOn) {
      await (this.stepping = this.step());
      do await sleep(this.random.whole(0, BREATH_MAX_MS));
      while (this.isOn && this.isResting);
    }
  }

  /** Begins no further step until it may go on; resolves when the one under way has ended. */
  async rest(): Promise<void> {
    this.isResting = true;
    await this.stepping;
  }

  goOn(): void {
    this.isResting = false;
  }

  stop(): void {
    this.isOn = false;
  }

  private async step(): Promise<void> {
    const dice = this.random.next();
    if (this.clicks.length === 0 || dice < 0.45) return this.click();
    if (dice < 0.6) return this.stitch();
    if (dice < 0.95 || this.purchases.length === 0) return this.purchase();
    return this.refund();
  }

  private async click(): Promise<void> {
    const cref = await clickOnce(this.target, this.random, this.acknowledged).catch(() => undefined);
    if (cref !== undefined) remember(this.clicks, cref);
  }

  private async stitch(): Promise<void> {
    const cref = this.random.pick(this.clicks);
    const userId = `${this.name}-user-${this.random.whole(0, 40)}`;
    const answer = await this.insist(async () => {
      const given = await send(this.target, this.random, "POST", "/v1/identify", { cref, userId });
      return isPassing(given) ? undefined : given;
    });
    if (!answer) return;
    if (answer.status >= 300) {
      this.acknowledged.broken.push(`a stitch to an acknowledged click was answered ${answer.status} ${answer.text}`);
      return;
    }
    this.acknowledged.stitches.set(cref, userId);
    remember(this.users, userId);
  }

  private async purchase(): Promise<void> {
    const id = `${this.name}-order-${(this.made += 1)}`;
    const whose =
      this.users.length > 0 && this.random.next() < 0.7
        ? { userId: this.random.pick(this.users) }
        : { cref: this.random.pick(this.clicks) };
    const amount = { amountMinor: this.random.whole(100, 50_000), currency: "EUR" };
    if (await this.record({ id, type: "sale", ...whose, amount })) remember(this.purchases, { id, whose });
  }

  private async refund(): Promise<void> {
    const { id: refundOf, whose } = this.random.pick(this.purchases);
    const id = `${this.name}-refund-${(this.made += 1)}`;
    const amount = { amountMinor: this.random.whole(1, 50), currency: "EUR" };
    await this.record({ id, type: "refund", refundOf, ...whose, amount });
  }

  /** Sends an event until there is an answer, and now and then once more. */
  private async record(event: { id: string } & Record<string, unknown>): Promise<boolean> {
    const isRecorded = await this.insist(() => recordOnce(this.target, this.random, this.acknowledged, event));
    if (!isRecorded) return false;
    if (this.random.next() < 0.1)
      await this.insist(() => recordOnce(this.target, this.random, this.acknowledged, event));
    return true;
  }

  /** Tries again after a lost connection, a 503 or a 429, as the answers ask for; gives up only when the traffic ends. */
  private async insist<Result>(attempt: () => Promise<Result | undefined>): Promise<Result | undefined> {
    while (this.isOn) {
      const result = await attempt().catch(() => undefined);
      if (result !== undefined) return result;
      await sleep(RETRY_MS);
    }
    return undefined;
  }
}

/** A click is not repeated: its visitor does not know that it got lost. Gives its `cref` if it was answered. */
export async function clickOnce(
  target: TrafficTarget,
  random: Random,
  acknowledged: Acknowledged,
): Promise<string | undefined> {
  const answer = await send(target, random, "GET", `/r/${random.pick(target.linkKeys)}`);
  if (answer.status !== 302 || answer.location === null) return undefined;
  const cref = new URL(answer.location).searchParams.get("cref");
  if (cref === null) {
    acknowledged.broken.push("a redirect without cref");
    return undefined;
  }
  acknowledged.click(cref);
  return cref;
}

/** Sends an event once. True: it is recorded; false: it was refused, which is a broken promise; undefined: not now. */
export async function recordOnce(
  target: TrafficTarget,
  random: Random,
  acknowledged: Acknowledged,
  event: { id: string } & Record<string, unknown>,
): Promise<boolean | undefined> {
  const answer = await send(target, random, "POST", "/v1/events", event);
  if (isPassing(answer)) return undefined;
  if (answer.status >= 300) {
    acknowledged.broken.push(`event ${event.id} was answered ${answer.status} ${answer.text}`);
    return false;
  }
  acknowledged.event(event.id, answer.text);
  return true;
}

/** Whether the answer asks to come again. */
const isPassing = ({ status }: Answer): boolean => status === 503 || status === 429;

async function send(
  target: TrafficTarget,
  random: Random,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${random.pick(target.urls)}${target.prefix}${path}`, {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_MAX_MS),
    headers: {
      // Many browsers, or the clicks of one address would soon be too many to earn.
      "user-agent": `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${random.whole(80, 160)}.0.${random.whole(0, 9999)} Safari/537.36`,
      ...(body === undefined
        ? {}
        : { authorization: `Bearer ${target.eventsKey}`, "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text(), location: response.headers.get("location") };
}

function remember<Item>(list: Item[], item: Item): void {
  list.push(item);
  if (list.length > MEMORY) list.shift();
}
