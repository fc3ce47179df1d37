import { expect } from "@jest/globals";

import type { DimensionName, MetricName } from "../../src/services/partners/reporting/catalog.js";
import { DIMENSION_NAMES, METRICS, METRIC_NAMES } from "../../src/services/partners/reporting/catalog.js";
import type { GroupQuestion } from "../../src/services/partners/reporting/group-statement.js";
import { groupStatement } from "../../src/services/partners/reporting/group-statement.js";
import { RollupService } from "../../src/services/partners/rollups/rollup.service.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import { newId } from "../../src/shared/ids.js";
import { Random } from "../faults/random.js";
import { EventWorld, Shop } from "./event-world.js";
import type { World } from "./world.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ZONES = ["UTC", "America/St_Johns", "Asia/Kathmandu", "Europe/Berlin", "Pacific/Apia"];
const METRICS_OF_COMMISSIONS: MetricName[] = METRIC_NAMES.filter((name) => METRICS[name].source === "commissions");

export type Question = Omit<GroupQuestion, "organizationId" | "now">;
export type Seller = Awaited<ReturnType<Shop["partner"]>>;

/** An organization where things happen at random, the same for the same seed, and where everything can be asked both ways. */
export class RolledWorld {
  readonly rollups = new RollupService();
  readonly sellers: Seller[] = [];
  private readonly clicks: string[] = [];
  private readonly sales: { id: string; userId: string }[] = [];
  private readonly random: Random;

  private constructor(
    readonly shop: Shop,
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  /** Two programs with shared credit, three partners with two links each, in a zone. */
  static async start(base: World, timeZone: string, seed: number): Promise<RolledWorld> {
    const world = new EventWorld(base);
    const { id } = await world.organizations.create(base.operator, {
      slug: `org-${newId().slice(-12)}`,
      name: "Rolled",
      timeZone,
    });
    const ctx = base.as(id);
    const programs = [];
    for (const attributionModel of ["linear", "position"] as const) {
      programs.push(await world.program(ctx, { attributionModel, windowDays: 90, holdbackDays: 10 }));
    }
    const rolled = new RolledWorld(new Shop(world, ctx, programs[0]!.id), seed);
    for (let number = 0; number < 3; number++) {
      const { partnerId, linkId, programId } = await rolled.shop.partner(programs[number % 2]!.id);
      const second = await world.link(ctx, programId, partnerId);
      rolled.sellers.push({ partnerId, linkId, programId }, { partnerId, linkId: second.id, programId });
    }
    return rolled;
  }

  get ctx(): TenantContext {
    return this.shop.ctx;
  }

  /** Something that changes what commissions come to, or may. */
  async happen(): Promise<void> {
    const { shop, random, ctx } = this;
    const { commissions, flags } = shop.world;
    const userId = `user-${random.whole(0, 9)}`;
    switch (random.whole(0, 9)) {
      case 0:
      case 1:
      case 2: {
        const click = await shop.click(random.pick(this.sellers), { agoMs: random.whole(0, 40) * DAY_MS });
        this.clicks.push(click.id);
        // Some are stitched at once, some late.
        if (random.whole(0, 2) > 0) await shop.identify(click.id, userId);
        return;
      }
      case 3:
        if (this.clicks.length > 0) await shop.identify(random.pick(this.clicks), userId);
        return;
      case 4:
      case 5:
      case 6: {
        const id = newId();
        const amount = { amountMinor: random.whole(1, 99_999), currency: random.pick(["USD", "EUR"]) };
        // Often just now, often at a day's edge.
        const agoMs = random.pick([0, random.whole(0, 48) * HOUR_MS, random.whole(0, 29 * 24) * HOUR_MS]);
        await shop.sale({ id, userId, amount, agoMs });
        this.sales.push({ id, userId });
        return;
      }
      case 7: {
        const sold = this.sales.length > 0 ? random.pick(this.sales) : undefined;
        if (sold) await shop.refund(sold.id, { userId: sold.userId, amount: undefined });
        return;
      }
      case 8: {
        const clickId = this.clicks.length > 0 ? random.pick(this.clicks) : undefined;
        if (clickId === undefined) return;
        await flags.flag(ctx, clickId, {});
        if (random.whole(0, 1) === 0) await flags.lift(ctx, clickId, "manual");
        return;
      }
      default: {
        if (random.whole(0, 1) === 0) {
          await commissions.approveDue(ctx);
          return;
        }
        const [open] = await ctx.query<{ id: string }>(
          "SELECT id FROM commission WHERE organization_id = $1 AND status IN ('held', 'approved') ORDER BY md5(id::text || $2) LIMIT 1",
          [ctx.organizationId, String(random.whole(0, 99))],
        );
        if (open) await commissions.reject(ctx, open.id);
      }
    }
  }

  /** Any question that statistics answer from rollups. */
  question(): Question {
    const { random } = this;
    const now = this.ctx.clock.now().getTime();
    const some = <Item>(value: Item): Item | undefined => (random.whole(0, 3) === 0 ? value : undefined);
    const seller = random.pick(this.sellers);
    const dimensions: DimensionName[] = DIMENSION_NAMES.filter(
      (name) => name === "currency" || (name !== "subId" && random.whole(0, 3) === 0),
    );
    const linkId = some(seller.linkId);
    return {
      metrics: METRICS_OF_COMMISSIONS,
      dimensions,
      partnerId: linkId === undefined ? some(seller.partnerId) : seller.partnerId,
      programId: linkId === undefined ? some(seller.programId) : seller.programId,
      linkId,
      from: random.pick([null, new Date(0), new Date(now - random.whole(10 * HOUR_MS, 60 * DAY_MS))]) ?? undefined,
      until: some(new Date(now - random.whole(0, 9 * HOUR_MS))),
      timeZone: random.pick([null, null, ...ZONES]) ?? undefined,
    };
  }

  /** One question's answer both ways, of one instant. */
  async answers(question: Question): Promise<{ summed: object[]; facts: object[] }> {
    return this.ctx.snapshot(async (ctx) => {
      const ask = (isFromFacts: boolean): Promise<object[]> => {
        const whole = { ...question, organizationId: ctx.organizationId, now: ctx.clock.now(), isFromFacts };
        const { text, values } = groupStatement(whole);
        return ctx.query(text, values);
      };
      return { summed: await ask(false), facts: await ask(true) };
    });
  }

  /** That questions get the same answer from sums as from the commissions themselves. */
  async expectSame(questions = Array.from({ length: 8 }, () => this.question())): Promise<void> {
    for (const question of questions) {
      const { summed, facts } = await this.answers(question);
      expect({ question, answer: summed }).toEqual({ question, answer: facts });
    }
  }

  async closeAll(): Promise<void> {
    while ((await this.rollups.close(this.ctx)).hasMore);
  }

  /** How many days are summed, and how many of them wait to be summed anew. */
  async days(): Promise<{ summed: number; marked: number }> {
    const [counted] = await this.ctx.query<{ summed: number; marked: number }>(
      `SELECT count(*)::int AS summed, count(*) FILTER (WHERE EXISTS (SELECT FROM commission_rollup_mark m
         WHERE m.organization_id = $1 AND m.hour > d.starts_at - interval '1 hour' AND m.hour < d.ends_at))::int AS marked
       FROM commission_rollup_day d WHERE d.organization_id = $1`,
      [this.ctx.organizationId],
    );
    return counted!;
  }

  /** The first days of the months that are summed, in UTC. */
  async months(): Promise<string[]> {
    const rows = await this.ctx.query<{ month: string }>(
      `SELECT to_char((starts_at + interval '12 hours') AT TIME ZONE 'UTC', 'YYYY-MM') AS month
       FROM commission_rollup_month WHERE organization_id = $1 ORDER BY 1`,
      [this.ctx.organizationId],
    );
    return rows.map(({ month }) => month);
  }

  /** Every commission, by nothing but its currency. */
  get whole(): Question {
    return { metrics: METRICS_OF_COMMISSIONS, dimensions: ["currency"], from: new Date(0) };
  }
}
