import { afterAll, beforeAll, expect, test } from "@jest/globals";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { collect } from "../support/frames.js";

const LIVE = `subscription ($kinds: [JournalKind!], $after: String) {
  journal(kinds: $kinds, after: $after) { cursor entry { position kind subject { id } chainHash } } }`;
const LIST = `query ($order: ListOrder) { journal(first: 100, order: $order) {
  edges { cursor node { position kind subject { id } chainHash } } } }`;

let door: DoorWorld;
let acme: DoorOrganization;
let token: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  token = (await acme.member("OWNER")).token;
});
afterAll(() => door.end());

async function sealedPartner(): Promise<string> {
  const { id } = await acme.partner();
  await door.container.sealer.seal(acme.id);
  return id;
}

const entriesOf = (frames: any[]): any[] => frames.map(({ journal }) => journal.entry);

test("a page's first cursor begins the subscription: together they are the journal, without a gap", async () => {
  await sealedPartner();
  const { data } = await door.graph(LIST, { token, variables: { order: "NEWEST_FIRST" } });
  const [newest] = data.journal.edges;
  const client = door.socket({ token });
  await sealedPartner();
  const frames = collect(client, LIVE, { after: newest.cursor });
  await sealedPartner();
  const { data: after } = await door.graph(LIST, { token, variables: { order: "OLDEST_FIRST" } });
  const whole = after.journal.edges.map(({ node }: any) => node);
  const listed = data.journal.edges.map(({ node }: any) => node).reverse();
  const live = await frames.count(whole.length - listed.length);
  expect(live.length).toBeGreaterThanOrEqual(2);
  expect([...listed, ...entriesOf(live)]).toEqual(whole);
  await client.dispose();
});

test("only the kinds that are wanted come, also of what was missed", async () => {
  const first = collect(door.socket({ token }), LIVE, { kinds: ["PARTNER_CREATED"] });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const partners = [await sealedPartner(), await sealedPartner()];
  const [frame] = await first.count(2);
  first.stop();
  const resumed = collect(door.socket({ token }), LIVE, { kinds: ["PARTNER_CREATED"], after: frame.journal.cursor });
  partners.push(await sealedPartner());
  const entries = entriesOf([frame, ...(await resumed.count(2))]);
  resumed.stop();
  expect(entries.map(({ subject }) => subject.id)).toEqual(partners);
  expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(["PARTNER_CREATED"]));
});

test("partners and those who may not read the journal cannot follow it", async () => {
  const { token: partner } = await acme.partner();
  const { token: manager } = await acme.member("MANAGER");
  for (const token of [partner, manager]) {
    await expect(collect(door.socket({ token }), LIVE).count(1)).rejects.toThrow("FORBIDDEN");
  }
  await expect(collect(door.socket({ token }), LIVE, { after: "AQ" }).count(1)).rejects.toThrow("cursor_invalid");
});
