import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Client } from "graphql-ws";
import { WebSocket } from "ws";

import type { Campaign, CampaignPartner } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import type { Frames } from "../support/frames.js";
import { collect } from "../support/frames.js";

const LIVE = `subscription ($partnerId: ID, $after: String) { commissions(partnerId: $partnerId, after: $after) {
  cursor commission { amount { amountMinor } event { externalId } partner { name } } } }`;
/** The page's cursors are sealed for the seat that asks. */
const PERSONAL = `subscription ($after: String) { commissions(after: $after) {
  cursor commission { event { externalId } partner { links { pageInfo { endCursor } } } } } }`;
const FOLLOW = "subscription ($after: String) { journal(after: $after) { cursor entry { position data } } }";
const NOW = "{ organization { liveCursor } }";
const LINKS = "query ($id: ID!) { partner(id: $id) { links { pageInfo { endCursor } } } }";

let door: DoorWorld;
let campaign: Campaign;
let ann: CampaignPartner;
let clients: Client[] = [];
beforeAll(async () => {
  door = await DoorWorld.start();
});
afterAll(() => door.end());
beforeEach(async () => {
  const acme = await door.organization();
  campaign = await acme.campaign();
  ann = await campaign.partner("Ann");
  await campaign.touch(ann, "user-1");
  clients = [];
});

async function cursorNow(token: string): Promise<string> {
  return (await door.graph(NOW, { token })).data.organization.liveCursor as string;
}

function follow(token: string, query: string, variables: Record<string, unknown>): Frames<any> {
  const client = door.socket({ token });
  clients.push(client);
  return collect(client, query, variables);
}

async function leave(): Promise<void> {
  for (const client of clients) await client.dispose();
}

const sold = ({ received }: Frames<any>): string[] =>
  received.map(({ commissions }) => commissions.commission.event.externalId);

describe("frames that are shared", () => {
  test("forty managers with forty places in the journal: each commission is executed once, and each gets it once", async () => {
    const { organization } = campaign;
    const managers = await Promise.all(Array.from({ length: 20 }, () => organization.member("MANAGER")));
    const after = await cursorNow(managers[0]!.token);
    const missed = [await campaign.sale("user-1"), await campaign.sale("user-1")];
    await door.container.sealer.seal(organization.id);
    const { liveFigures } = door.container;
    const { framesMade: madeBefore, framesTold: toldBefore } = liveFigures;
    // Two sockets each.
    const subscribers = managers.flatMap(({ token }) => [
      follow(token, LIVE, { after }),
      follow(token, LIVE, { after }),
    ]);
    for (const frames of subscribers) await frames.count(2);
    const live = [];
    for (let made = 0; made < 5; made++) live.push(await campaign.sale("user-1"));
    for (const frames of subscribers) await frames.count(7);
    for (const frames of subscribers) expect(sold(frames)).toEqual([...missed, ...live]);
    expect(liveFigures.framesMade - madeBefore).toBe(7);
    expect(liveFigures.framesTold - toldBefore).toBe(40 * 7);
    // A frame's cursor is one for all of them, and good for each.
    const cursors = new Set(subscribers.map(({ received }) => received[3].commissions.cursor));
    expect(cursors.size).toBe(1);
    const late = follow(managers[7]!.token, LIVE, { after: [...cursors][0] });
    await late.count(3);
    expect(sold(late)).toEqual(live.slice(2));
    await leave();
  });

  test("other rights, another partner, another organization or another document never share", async () => {
    const { organization } = campaign;
    const bob = await campaign.partner("Bob");
    await campaign.touch(bob, "user-2");
    const rival = await (await door.organization()).campaign();
    const eve = await rival.partner("Eve");
    await rival.touch(eve, "user-1");
    const [manager, support] = [await organization.member("MANAGER"), await organization.member("SUPPORT")];
    const { token: foreign } = await rival.organization.member("MANAGER");
    const madeBefore = door.container.liveFigures.framesMade;
    const all = [
      follow(manager.token, LIVE, { after: await cursorNow(manager.token) }),
      follow(support.token, LIVE, { after: await cursorNow(support.token) }),
      follow(ann.token, LIVE, { after: await cursorNow(ann.token) }),
      follow(manager.token, LIVE.replace("partner {", "ruleKey partner {"), { after: await cursorNow(manager.token) }),
    ];
    const bobs = follow(bob.token, LIVE, { after: await cursorNow(bob.token) });
    const rivals = follow(foreign, LIVE, { after: await cursorNow(foreign) });
    const sales = [await campaign.sale("user-1"), await campaign.sale("user-2"), await rival.sale("user-1")];
    await all[0]!.count(2);
    await all[1]!.count(2);
    await all[3]!.count(2);
    for (const frames of [all[2]!, bobs, rivals]) await frames.count(1);
    expect(sold(all[0]!)).toEqual(sales.slice(0, 2));
    expect(sold(all[2]!)).toEqual([sales[0]]);
    expect(sold(bobs)).toEqual([sales[1]]);
    expect(sold(rivals)).toEqual([sales[2]]);
    expect(door.container.liveFigures.framesMade - madeBefore).toBe(9);
    await leave();
  });

  test("what depends on who asks is executed for each, and is each one's own", async () => {
    const { organization } = campaign;
    const managers = await Promise.all([1, 2, 3].map(() => organization.member("MANAGER")));
    const after = await cursorNow(managers[0]!.token);
    const madeBefore = door.container.liveFigures.framesMade;
    const subscribers = managers.map(({ token }) => follow(token, PERSONAL, { after }));
    await campaign.sale("user-1");
    for (const [index, frames] of subscribers.entries()) {
      const [frame] = await frames.count(1);
      const own = frame.commissions.commission.partner.links.pageInfo.endCursor;
      const { data } = await door.graph(LINKS, { token: managers[index]!.token, variables: { id: ann.id } });
      expect(own).toBe(data.partner.links.pageInfo.endCursor);
    }
    expect(door.container.liveFigures.framesMade - madeBefore).toBe(3);
    await leave();
  });

  test("a revoked manager hears nothing more, while those who share the frames go on", async () => {
    const { organization } = campaign;
    const [one, other] = [await organization.member("MANAGER"), await organization.member("MANAGER")];
    const after = await cursorNow(one.token);
    const [gone, stays] = [follow(one.token, LIVE, { after }), follow(other.token, LIVE, { after })];
    await campaign.sale("user-1");
    await Promise.all([gone.count(1), stays.count(1)]);
    await organization.ctx.transaction(async (ctx) => {
      await ctx.execute("UPDATE membership SET role = 'LEARNER' WHERE id = $1", [one.membershipId]);
      const subject = { type: "membership", id: one.membershipId };
      const fact = { kind: "membership.roleChanged" as const, subject, data: { role: "LEARNER" } };
      await door.container.journal.append(ctx, [fact]);
    });
    await campaign.sale("user-1");
    await stays.count(2);
    await expect(gone.count(2)).rejects.toThrow("1013 Rights changed");
    expect(gone.received).toHaveLength(1);
    await leave();
  });

  test("what stands behind a change of rights in the journal is not told to whom it took them from", async () => {
    const { organization } = campaign;
    const [one, other] = [await organization.member("OWNER"), await organization.member("OWNER")];
    await door.container.sealer.seal(organization.id);
    const after = await cursorNow(other.token);
    const [gone, stays] = [follow(one.token, FOLLOW, { after }), follow(other.token, FOLLOW, { after })];
    const linked = { kind: "link.created" as const, subject: { type: "link", id: organization.id }, data: {} };
    await organization.ctx.transaction((ctx) => door.container.journal.append(ctx, [linked]));
    await Promise.all([gone.count(1), stays.count(1)]);
    await organization.ctx.transaction(async (ctx) => {
      await ctx.execute("UPDATE membership SET role = 'LEARNER' WHERE id = $1", [one.membershipId]);
      const subject = { type: "membership", id: one.membershipId };
      // Sealed together and so read together: nothing lies between them but their order.
      const changed = { kind: "membership.roleChanged" as const, subject, data: { role: "LEARNER" } };
      await door.container.journal.append(ctx, [changed, linked, linked, linked]);
    });
    await stays.count(5);
    await expect(gone.count(2)).rejects.toThrow("1013 Rights changed");
    expect(gone.received).toHaveLength(1);
    await leave();
  });

  test("those who were away together come back together: each gets what it missed once, in order, made once for all", async () => {
    const { organization } = campaign;
    const managers = await Promise.all(Array.from({ length: 30 }, () => organization.member("MANAGER")));
    const begin = await cursorNow(managers[0]!.token);
    const before = managers.map(({ token }) => follow(token, LIVE, { after: begin }));
    await campaign.sale("user-1");
    const cursors = await Promise.all(before.map(async (frames) => (await frames.count(1))[0].commissions.cursor));
    await leave();
    const missed = [];
    for (let made = 0; made < 4; made++) missed.push(await campaign.sale("user-1"));
    await door.container.sealer.seal(organization.id);
    const { framesMade } = door.container.liveFigures;
    const back = managers.map(({ token }, index) => follow(token, LIVE, { after: cursors[index] }));
    for (const frames of back) await frames.count(4);
    const live = await campaign.sale("user-1");
    for (const frames of back) await frames.count(5);
    for (const frames of back) expect(sold(frames)).toEqual([...missed, live]);
    expect(door.container.liveFigures.framesMade - framesMade).toBe(5);
    await leave();
  });
});

describe("a reader who does not keep up", () => {
  const entries = 500;
  const padding = "x".repeat(40_000);

  test("is let go within bounds, holds up nobody, and goes on from the last cursor without a gap", async () => {
    const { organization } = campaign;
    const { token } = await organization.member("OWNER");
    await door.container.sealer.seal(organization.id);
    const after = await cursorNow(token);
    const keepsUp = follow(token, FOLLOW, { after });
    const socket = new WebSocket(`${door.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const received: any[] = [];
    let closedWith: number | undefined;
    socket.on("message", (message: Buffer) => received.push(JSON.parse(message.toString())));
    socket.on("close", (code) => (closedWith = code));
    socket.on("error", () => undefined);
    await eventually(() => expect(socket.readyState).toBe(socket.OPEN));
    socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
    await eventually(() => expect(received).toEqual([{ type: "connection_ack" }]));
    socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query: FOLLOW, variables: { after } } }));
    await writeEntries(1);
    await eventually(() => expect(received.length).toBeGreaterThan(1));

    socket.pause();
    const letGoBefore = door.container.liveFigures.readersLetGo;
    await writeEntries(entries);
    await eventually(() => expect(door.container.liveFigures.readersLetGo).toBe(letGoBefore + 1));
    await keepsUp.count(entries + 1);
    keepsUp.stop();
    socket.resume();
    await eventually(() => expect(closedWith).toBeDefined());

    const seen = received.filter(({ type }) => type === "next").map(({ payload }) => payload.data.journal);
    expect(seen.length).toBeLessThan(entries);
    const resumed = follow(token, FOLLOW, { after: seen.at(-1).cursor });
    await resumed.count(entries + 1 - seen.length);
    const positions = [...seen, ...resumed.received.map(({ journal }) => journal)].map(({ entry }) =>
      Number(entry.position),
    );
    expect(positions).toEqual(Array.from({ length: entries + 1 }, (_, index) => positions[0]! + index));
    await leave();
  });

  test("is forgotten once it is dead: nothing of the journal is kept for it", async () => {
    const { token } = await campaign.organization.member("OWNER");
    await door.container.sealer.seal(campaign.organization.id);
    const after = await cursorNow(token);
    const { journalFeed, liveFigures } = door.container;
    const followersBefore = journalFeed.followers;
    const socket = new WebSocket(`${door.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    socket.on("error", () => undefined);
    socket.once("message", () => {
      socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query: FOLLOW, variables: { after } } }));
      socket.pause();
    });
    socket.once("open", () => {
      socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
    });
    await eventually(() => expect(journalFeed.followers).toBeGreaterThan(followersBefore));
    const letGoBefore = liveFigures.readersLetGo;
    await writeEntries(entries);
    await eventually(() => expect(liveFigures.readersLetGo).toBe(letGoBefore + 1));
    // It never reads the farewell, and its line is cut.
    await eventually(() => expect(journalFeed.followers).toBe(followersBefore));
    socket.terminate();
    await leave();
  });

  async function writeEntries(count: number): Promise<void> {
    const { ctx } = campaign.organization;
    for (let written = 0; written < count; written += 50) {
      await ctx.transaction((ctx) =>
        door.container.journal.append(
          ctx,
          Array.from({ length: Math.min(50, count - written) }, () => ({
            kind: "link.created" as const,
            subject: { type: "link", id: ctx.organizationId },
            data: { padding },
          })),
        ),
      );
      await door.container.sealer.seal(ctx.organizationId);
    }
  }
});
