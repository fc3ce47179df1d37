import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { JournalVerifier } from "../../src/services/audit/journal-verifier.js";
import type { Shop } from "../support/event-world.js";
import { EventWorld } from "../support/event-world.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";
import { Acknowledged } from "./acknowledged.js";
import { Proof } from "./proof.js";

const USER = "buyer";

let world: World;
let events: EventWorld;
let superuser: pg.Client;
let shop: Shop;
let acknowledged: Acknowledged;
let proof: Proof;
let clickId: string;
let eventId: string;

beforeAll(async () => {
  world = await startWorld();
  events = new EventWorld(world);
  superuser = new pg.Client(world.storage.superuserUrl);
  await superuser.connect();
  // As somebody who is past every rule: what is planted here, no role of ours could do.
  await superuser.query("SET session_replication_role = replica");
});
afterAll(async () => {
  await superuser.end();
  await world.end();
});

beforeEach(async () => {
  shop = await events.shop();
  acknowledged = new Acknowledged();
  proof = new Proof(shop.ctx, new JournalVerifier(world.database), acknowledged);
  ({ id: clickId } = await shop.click(await shop.partner()));
  acknowledged.click(clickId);
  await shop.identify(clickId, USER);
  acknowledged.stitches.set(clickId, USER);
  eventId = `sale ${clickId}`;
  await shop.sale({ id: eventId, userId: USER });
  acknowledged.event(eventId, "recorded");
  await events.sealer.seal(shop.ctx.organizationId);
});

const plant = (statement: string, value: string) => superuser.query(statement, [value]);

async function found(): Promise<{ missing: string[]; doubled: string[]; broken: string[] }> {
  await proof.recent("after a kill");
  await proof.whole("at the end", true);
  return { missing: [...proof.missing], doubled: [...proof.doubled], broken: proof.broken };
}

describe("the proof after kills", () => {
  test("finds nothing where everything that was acknowledged is there", async () => {
    expect(await found()).toEqual({ missing: [], doubled: [], broken: [] });
  });

  test("finds a lost click, and the stitch that went with it", async () => {
    await plant("DELETE FROM click WHERE id = $1", clickId);
    const { missing, ...others } = await found();
    expect(missing).toEqual([
      `click ${clickId} (at the end)`,
      `the stitch of click ${clickId} to ${USER} (at the end)`,
    ]);
    expect(others).toEqual({ doubled: [], broken: [] });
  });

  test("finds a lost event at the next kill and at the end", async () => {
    await plant("DELETE FROM event WHERE external_id = $1", eventId);
    const { missing } = await found();
    expect(missing).toEqual([`event ${eventId} (after a kill)`, `event ${eventId} (at the end)`]);
  });

  test("finds a lost stitch", async () => {
    await plant("DELETE FROM identity WHERE organization_id = $1", shop.ctx.organizationId);
    expect((await found()).missing).toEqual([`the stitch of click ${clickId} to ${USER} (at the end)`]);
  });

  test("finds a journal that lost an entry", async () => {
    await plant("DELETE FROM journal_entry WHERE organization_id = $1 AND position = 1", shop.ctx.organizationId);
    expect((await found()).broken).toEqual([expect.stringContaining("the journal breaks at 1 (after a kill)")]);
  });

  test("notes a second answer that differs from the first", () => {
    acknowledged.event(eventId, "refused");
    expect(acknowledged.broken).toEqual([`event ${eventId} was answered recorded and then refused`]);
  });

  // The last one, for it takes away what makes it impossible.
  test("finds a click and an event that are there twice", async () => {
    await superuser.query(`
      ALTER TABLE click DROP CONSTRAINT pk_click CASCADE;
      ALTER TABLE event DROP CONSTRAINT pk_event CASCADE, DROP CONSTRAINT uq_event_external_id`);
    await plant("INSERT INTO click SELECT * FROM click WHERE id = $1", clickId);
    await plant("INSERT INTO event SELECT * FROM event WHERE external_id = $1", eventId);
    expect(await found()).toEqual({ missing: [], doubled: [`click ${clickId}`, `event ${eventId}`], broken: [] });
  });
});
