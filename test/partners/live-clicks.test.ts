import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import type { Campaign, CampaignPartner } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { collect } from "../support/frames.js";

const LIVE = `subscription ($partnerId: ID, $programId: ID) {
  clicks(partnerId: $partnerId, programId: $programId) { day clicks flaggedClicks } }`;

let door: DoorWorld;
let campaign: Campaign;
let ann: CampaignPartner;
let bob: CampaignPartner;
let manager: string;
beforeAll(async () => {
  door = await DoorWorld.start({ now: "2026-03-10T12:00:00Z" });
});
afterAll(() => door.end());
beforeEach(async () => {
  const acme = await door.organization();
  campaign = await acme.campaign();
  [ann, bob] = [await campaign.partner("Ann"), await campaign.partner("Bob")];
  manager = (await acme.member("MANAGER")).token;
});

let visitors = 0;
const click = (partner: CampaignPartner, agoMs = 0): Promise<string> =>
  campaign.touch(partner, `user-${++visitors}`, { agoMs });

const last = (frames: { received: any[] }): unknown => frames.received.at(-1)?.clicks;

/** Counts the statements that count clicks, of this whole server. */
function countStatements(): { readonly ran: number; stop(): void } {
  const { database } = door.world;
  const real = database.transaction.bind(database);
  let ran = 0;
  database.transaction = ((settings: any, work: any) =>
    real(settings, (transaction) => {
      const query = transaction.query.bind(transaction);
      transaction.query = ((text: string, values?: unknown[], name?: string) => {
        if (name === "click-totals") ran++;
        return query(text, values, name);
      }) as typeof transaction.query;
      return work(transaction);
    })) as typeof database.transaction;
  return {
    get ran() {
      return ran;
    },
    stop: () => (database.transaction = real),
  };
}

describe("live clicks", () => {
  test("today's totals come at once and again when they have changed; of a partner their own alone", async () => {
    await click(ann);
    const all = collect(door.socket({ token: manager }), LIVE, { programId: campaign.programId });
    const own = collect(door.socket({ token: ann.token }), LIVE);
    const named = collect(door.socket({ token: manager }), LIVE, { partnerId: bob.id });
    const day = "2026-03-10";
    await eventually(() => {
      expect(last(all)).toEqual({ day, clicks: 1, flaggedClicks: 0 });
      expect(last(own)).toEqual({ day, clicks: 1, flaggedClicks: 0 });
      expect(last(named)).toEqual({ day, clicks: 0, flaggedClicks: 0 });
    });
    const clickId = await click(bob);
    await door.container.clickFlags.flag(campaign.organization.ctx, clickId, { note: "not a visitor" });
    await eventually(() => {
      expect(last(all)).toEqual({ day, clicks: 2, flaggedClicks: 1 });
      expect(last(named)).toEqual({ day, clicks: 1, flaggedClicks: 1 });
    });
    expect(own.received).toHaveLength(1);
    for (const frames of [all, own, named]) frames.stop();
  });

  test("today is the organization's day, not the server's", async () => {
    // 12:00 UTC is 1 o'clock of the next day in Auckland, in daylight time.
    const { organization } = campaign;
    await setTimeZone(organization.id, "Pacific/Auckland");
    await click(ann, 1_800_000);
    await click(ann, 2 * 3_600_000);
    const frames = collect(door.socket({ token: manager }), LIVE);
    const [frame] = await frames.count(1);
    expect(frame.clicks).toEqual({ day: "2026-03-11", clicks: 1, flaggedClicks: 0 });
    frames.stop();
  });

  test("forty-eight subscribers of four topics cost one statement in a second, and none once they have gone", async () => {
    const counted = countStatements();
    try {
      const topics: Record<string, unknown>[] = [
        {},
        { partnerId: ann.id },
        { partnerId: bob.id },
        { programId: campaign.programId },
      ];
      const client = door.socket({ token: manager });
      const other = door.socket({ token: manager });
      const third = door.socket({ token: manager });
      const subscribers = [client, other, third].flatMap((socket) =>
        Array.from({ length: 16 }, (_, index) => collect(socket, LIVE, topics[index % topics.length] ?? {})),
      );
      const startedAt = Date.now();
      for (const frames of subscribers) await frames.count(1);
      for (let clicked = 0; clicked < 20; clicked++) {
        await click(ann);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await eventually(() => expect(last(subscribers[0]!)).toMatchObject({ clicks: 20 }));
      const seconds = (Date.now() - startedAt) / 1000;
      expect(counted.ran).toBeGreaterThanOrEqual(2);
      expect(counted.ran).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
      // Twenty clicks one by one, and yet no topic was told more than once in a second.
      for (const { received } of subscribers) expect(received.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
      for (const socket of [client, other, third]) await socket.dispose();
      await eventually(() => expect(door.container.feeds.clicks.size).toBe(0));
      const ran = counted.ran;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(counted.ran).toBe(ran);
    } finally {
      counted.stop();
    }
  });

  test("who may not read clicks, or names another's, is refused", async () => {
    const { token: learner } = await campaign.organization.member("LEARNER");
    for (const [token, variables, code] of [
      [learner, {}, "FORBIDDEN"],
      [ann.token, { partnerId: bob.id }, "NOT_FOUND"],
      [manager, { programId: "x" }, "NOT_FOUND"],
    ] as const) {
      await expect(collect(door.socket({ token }), LIVE, variables).count(1)).rejects.toThrow(code);
    }
  });
});

/** As a superuser: no service changes it yet. */
async function setTimeZone(organizationId: string, timeZone: string): Promise<void> {
  const { default: pg } = await import("pg");
  const superuser = new pg.Client(door.world.storage.superuserUrl);
  await superuser.connect();
  await superuser.query("UPDATE organization SET time_zone = $2 WHERE id = $1", [organizationId, timeZone]);
  await superuser.end();
}
