import { newId } from "../../src/shared/ids.js";
import { importClicks } from "../../src/services/partners/click/click-import.js";
import { Random } from "../faults/random.js";
import type { CampaignPartner, DoorOrganization } from "./door-world.js";
import { Campaign } from "./door-world.js";

const DAY_MS = 86_400_000;

/** A link of somebody's, with what a click needs to know. */
export interface StatLink {
  partner: CampaignPartner;
  programId: string;
  linkId: string;
}

/** Clicks, sales, refunds and decisions by people at random, the same for the same seed: something to count. */
export class StatWorld {
  readonly links: StatLink[] = [];
  readonly partners: CampaignPartner[] = [];
  readonly programIds: string[] = [];

  private constructor(
    readonly organization: DoorOrganization,
    private readonly random: Random,
  ) {}

  static async start(organization: DoorOrganization, seed: number): Promise<StatWorld> {
    const world = new StatWorld(organization, new Random(seed));
    for (const attributionModel of ["linear", "position"] as const) {
      const campaign = await organization.campaign({ attributionModel, windowDays: 365, holdbackDays: 0 });
      world.programIds.push(campaign.programId);
      for (const name of ["Ann", "Bob"]) await world.addPartner(campaign, name);
    }
    return world;
  }

  private async addPartner(campaign: Campaign, name: string): Promise<void> {
    const partner = await campaign.partner(name);
    this.partners.push(partner);
    const { links } = this.organization.door.container;
    const { programId } = campaign;
    const second = await links.create(this.organization.ctx, { programId, partnerId: partner.id });
    for (const linkId of [partner.linkId, second.id]) this.links.push({ partner, programId, linkId });
  }

  /** So many people click here and there, buy, and some give back; some of what they earned is approved, some refused. */
  async happen(people: number): Promise<void> {
    const { ctx, door } = this.organization;
    const { container } = door;
    const sold: { userId: string; id: string }[] = [];
    for (let person = 0; person < people; person++) {
      const userId = `user-${newId()}`;
      for (let clicks = 1 + this.upTo(4); clicks > 0; clicks--) await this.click(userId);
      for (let sales = 1 + this.upTo(3); sales > 0; sales--) sold.push({ userId, id: await this.sale(userId) });
      // Of what was approved as well as of what is held.
      if (this.upTo(3) === 0) {
        const { userId, id } = sold[this.upTo(sold.length)]!;
        await this.refund(userId, id);
      }
      if (person === Math.floor(people / 2)) while ((await container.commissions.approveDue(ctx)) > 0);
    }
    const open = await ctx.query<{ id: string }>(
      "SELECT id FROM commission WHERE organization_id = $1 AND status IN ('held', 'approved') ORDER BY id LIMIT 3",
      [ctx.organizationId],
    );
    for (const { id } of open) await container.commissions.reject(ctx, id);
    const flagged = await ctx.query<{ id: string }>(
      "SELECT id FROM click WHERE organization_id = $1 ORDER BY id LIMIT 4",
      [ctx.organizationId],
    );
    for (const { id } of flagged) await container.clickFlags.flag(ctx, id, { note: "seen by hand" });
  }

  private async click(userId: string): Promise<void> {
    const { ctx, door } = this.organization;
    const { partner, programId, linkId } = this.links[this.upTo(this.links.length)]!;
    const id = newId();
    const clickedAt = new Date(ctx.clock.now().getTime() - (40 + this.upTo(40)) * DAY_MS);
    const subId = [null, "mail", "über/uns|a,b"][this.upTo(3)]!;
    await importClicks(ctx, [{ id, linkId, programId, partnerId: partner.id, visitorId: newId(), clickedAt, subId }]);
    await door.container.identities.identify(ctx, { cref: id, userId });
  }

  private sale(userId: string): Promise<string> {
    const occurredAt = new Date(
      this.organization.ctx.clock.now().getTime() - (1 + this.upTo(27)) * DAY_MS,
    ).toISOString();
    const amount = { amountMinor: 1 + this.upTo(99_999), currency: ["USD", "EUR", "JPY"][this.upTo(3)]! };
    return this.record({ type: "sale", userId, occurredAt, amount });
  }

  private refund(userId: string, refundOf: string): Promise<string> {
    return this.record({ type: "refund", userId, refundOf });
  }

  private async record(body: object): Promise<string> {
    const id = newId();
    const { ctx, door } = this.organization;
    const [outcome] = await door.container.events.record(ctx, [{ id, ...body }]);
    if (outcome?.kind !== "answered") throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
    return id;
  }

  private upTo(bound: number): number {
    return this.random.whole(0, bound - 1);
  }
}
