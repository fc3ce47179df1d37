import type { Acknowledged } from "./acknowledged.js";
import type { Random } from "./random.js";

const REQUEST_MAX_MS = 10_000;
const RETRY_MS = 15;
const BREATH_MAX_MS = 25;
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
      await this.step();
      do await new Promise((resolve) => setTimeout(resolve, this.random.whole(0, BREATH_MAX_MS)));
      while (this.isOn && this.isResting);
    }
  }

  /** Begins no further step until it is called with false. */
  rest(isResting: boolean): void {
    this.isResting = isResting;
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

  /** A click is not repeated: its visitor does not know that it got lost. */
  private async click(): Promise<void> {
    const key = this.random.pick(this.target.linkKeys);
    const answer = await this.send("GET", `${this.target.prefix}/r/${key}`).catch(() => undefined);
    if (answer?.status !== 302 || answer.location === null) return;
    const cref = new URL(answer.location).searchParams.get("cref");
    if (cref === null) {
      this.acknowledged.broken.push("a redirect without cref");
      return;
    }
    this.acknowledged.clicks.add(cref);
    remember(this.clicks, cref);
  }

  private async stitch(): Promise<void> {
    const cref = this.random.pick(this.clicks);
    const userId = `${this.name}-user-${this.random.whole(0, 40)}`;
    const answer = await this.insist("POST", "/v1/identify", { cref, userId });
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
    if (await this.record({ id, type: "purchase", ...whose, amount })) remember(this.purchases, { id, whose });
  }

  private async refund(): Promise<void> {
    const { id: refundOf, whose } = this.random.pick(this.purchases);
    const id = `${this.name}-refund-${(this.made += 1)}`;
    const amount = { amountMinor: this.random.whole(1, 50), currency: "EUR" };
    await this.record({ id, type: "refund", refundOf, ...whose, amount });
  }

  /** Sends an event until there is an answer, and now and then once more. */
  private async record(event: { id: string } & Record<string, unknown>): Promise<boolean> {
    const answer = await this.insist("POST", "/v1/events", event);
    if (!answer) return false;
    if (answer.status >= 300) {
      this.acknowledged.broken.push(`event ${event.id} was answered ${answer.status} ${answer.text}`);
      return false;
    }
    this.acknowledged.event(event.id, answer.text);
    if (this.random.next() < 0.1) {
      const again = await this.insist("POST", "/v1/events", event);
      if (again) this.acknowledged.event(event.id, again.text);
    }
    return true;
  }

  /** Tries again after a lost connection, a 503 or a 429, as the answers ask for; gives up only when the traffic ends. */
  private async insist(method: string, path: string, body: unknown): Promise<Answer | undefined> {
    while (this.isOn) {
      const answer = await this.send(method, `${this.target.prefix}${path}`, body).catch(() => undefined);
      if (answer && answer.status !== 503 && answer.status !== 429) return answer;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    return undefined;
  }

  private async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.random.pick(this.target.urls)}${path}`, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
      headers: {
        // Many browsers, or the clicks of one address would soon be too many to earn.
        "user-agent": `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${this.random.whole(80, 160)}.0.${this.random.whole(0, 9999)} Safari/537.36`,
        ...(body === undefined
          ? {}
          : { authorization: `Bearer ${this.target.eventsKey}`, "content-type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text(), location: response.headers.get("location") };
  }
}

function remember<Item>(list: Item[], item: Item): void {
  list.push(item);
  if (list.length > MEMORY) list.shift();
}
