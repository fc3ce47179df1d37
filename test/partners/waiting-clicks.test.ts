import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { importClicks } from "../../src/services/partners/click/click-import.js";
import { EventIngestService } from "../../src/services/partners/event-ingest.service.js";
import { IdentifyService } from "../../src/services/partners/identify.service.js";
import { newId } from "../../src/shared/ids.js";
import type { Shop } from "../support/event-world.js";
import { EventWorld } from "../support/event-world.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let base: World;
let world: EventWorld;
beforeAll(async () => {
  base = await startWorld();
  world = new EventWorld(base);
});
afterAll(() => base.end());

interface Doors {
  events: EventIngestService;
  identities: IdentifyService;
}

/** The doors of a server whose spool holds a click: asked for it, the spool hands it over, or some other click still waits. */
function doorsBefore(bringIn: () => Promise<boolean>): Doors {
  return {
    events: new EventIngestService(world.journal, world.settings, world.deciding, { bringIn }),
    identities: new IdentifyService(world.journal, world.deciding, { bringIn }),
  };
}

async function spooled(shop: Shop): Promise<{ id: string; land: () => Promise<boolean> }> {
  const partner = await shop.partner();
  const id = newId();
  const clickedAt = new Date(shop.ctx.clock.now().getTime() - 1_000);
  return {
    id,
    land: async () => {
      await importClicks(shop.ctx, [{ ...partner, id, visitorId: newId(), clickedAt }]);
      return true;
    },
  };
}

const sale = (cref: string): Record<string, unknown> => ({
  id: newId(),
  type: "sale",
  cref,
  amount: { amountMinor: 10_000, currency: "USD" },
});

test("an event and a stitch find a click that was acknowledged and still waited in the spool", async () => {
  const shop = await world.shop();
  const [first, second] = [await spooled(shop), await spooled(shop)];
  const [outcome] = await doorsBefore(first.land).events.record(shop.ctx, [sale(first.id)]);
  expect(outcome?.kind).toBe("answered");
  const stitch = { cref: second.id, userId: "user-1" };
  expect(await doorsBefore(second.land).identities.identify(shop.ctx, stitch)).toMatchObject({ kind: "stitched" });
});

test("a click that may still be on its way is asked for again later; one that cannot be is not found", async () => {
  const shop = await world.shop();
  const known = await spooled(shop);
  await known.land();
  const record = async (doors: Doors): Promise<(string | undefined)[]> => {
    const outcomes = await doors.events.record(shop.ctx, [sale(newId()), sale(known.id), sale(newId())]);
    return outcomes.map((outcome) => (outcome.kind === "refused" ? outcome.refusal.code : outcome.kind));
  };
  const waiting = doorsBefore(async () => false);
  expect(await record(waiting)).toEqual(["click_not_landed", "answered", "click_not_landed"]);
  await expect(waiting.identities.identify(shop.ctx, { cref: newId(), userId: "user-1" })).rejects.toMatchObject({
    kind: "unavailable",
    code: "click_not_landed",
  });
  const settled = doorsBefore(async () => true);
  expect(await record(settled)).toEqual(["click_not_found", "answered", "click_not_found"]);
  expect(await settled.identities.identify(shop.ctx, { cref: newId(), userId: "user-1" })).toEqual({
    kind: "clickNotFound",
  });
});
