import { setTimeout as sleep } from "node:timers/promises";

import type { Acknowledged } from "./acknowledged.js";
import type { Random } from "./random.js";
import type { TrafficTarget } from "./traffic.js";
import { clickOnce, recordOnce } from "./traffic.js";

const TICK_MS = 50;
/** However slow the answers are, no more than these wait for one. */
const OPEN_MAX = 64;
/** How many of the latest clicks somebody may buy from. */
const CLICKS_MAX = 500;

/** So many a second, of each kind; what cannot be had is not made up for. */
export interface LoadPace {
  clicks: number;
  events: number;
}

/**
 * People who click and buy at a pace, as in the bench, whatever is being killed meanwhile. What is answered counts as
 * acknowledged; what is not is not sent again.
 */
export class Load {
  private isOn = true;
  private sent = 0;
  private readonly clicks: string[] = [];
  private readonly open = new Set<Promise<void>>();

  constructor(
    private readonly target: TrafficTarget,
    private readonly pace: LoadPace,
    private readonly random: Random,
    private readonly acknowledged: Acknowledged,
    private readonly name: string,
  ) {}

  async run(): Promise<void> {
    const owed = { clicks: 0, events: 0 };
    while (this.isOn) {
      for (const kind of ["clicks", "events"] as const) {
        for (owed[kind] += (this.pace[kind] * TICK_MS) / 1000; owed[kind] >= 1; owed[kind]--) this.send(kind);
      }
      await sleep(TICK_MS);
    }
    await Promise.all(this.open);
  }

  stop(): void {
    this.isOn = false;
  }

  private send(kind: keyof LoadPace): void {
    if (this.open.size >= OPEN_MAX) return;
    const settled = (kind === "clicks" ? this.click() : this.sell()).catch(() => undefined);
    this.open.add(settled);
    void settled.then(() => this.open.delete(settled));
  }

  private async click(): Promise<void> {
    const cref = await clickOnce(this.target, this.random, this.acknowledged);
    if (cref !== undefined && this.clicks.push(cref) > CLICKS_MAX) this.clicks.shift();
  }

  private async sell(): Promise<void> {
    if (this.clicks.length === 0) return;
    await recordOnce(this.target, this.random, this.acknowledged, {
      id: `${this.name}-sale-${(this.sent += 1)}`,
      type: "sale",
      cref: this.random.pick(this.clicks),
      amount: { amountMinor: 1000, currency: "EUR" },
    });
  }
}
