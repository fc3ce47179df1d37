import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { isRowFault } from "../../../src/services/partners/click/click-store.js";
import { ClickTable } from "../../../src/services/partners/click/click-table.js";
import type { ImportedClick } from "../../../src/services/partners/click/click-import.js";
import { importClicks } from "../../../src/services/partners/click/click-import.js";
import { newId } from "../../../src/shared/ids.js";
import type { World } from "../../support/world.js";
import { startWorld } from "../../support/world.js";
import { linkGround } from "./link-ground.js";

let world: World;
let table: ClickTable;
beforeAll(async () => {
  world = await startWorld();
  table = new ClickTable(world.storage.appUrl);
});
afterAll(async () => {
  await table.close();
  await world.end();
});

test("clicks of several organizations are one statement, each only its own organization's to see", async () => {
  const [acme, rival] = [await linkGround(world.operator), await linkGround(world.operator)];
  const mine = acme.click({ subId: 'a "quoted", {odd} \\ sub', sourceHash: Buffer.from([0, 255, 92, 34]) });
  await table.insert([mine, rival.click(), rival.click({ sourceHash: null, partnerRevoked: true })]);
  const rows = await acme.ctx.query("SELECT * FROM click");
  expect(rows).toEqual([
    {
      organization_id: mine.organizationId,
      id: mine.id,
      recorded_at: expect.any(Date),
      link_id: mine.linkId,
      program_id: mine.programId,
      partner_id: mine.partnerId,
      visitor_id: mine.visitorId,
      clicked_at: mine.clickedAt,
      source_hash: mine.sourceHash,
      sub_id: mine.subId,
      partner_revoked: false,
    },
  ]);
  expect(await rival.ctx.query("SELECT source_hash FROM click WHERE partner_revoked")).toEqual([{ source_hash: null }]);
});

test("CR1 the same click twice is one click, and a bot's has its flag with the evidence, once", async () => {
  const acme = await linkGround(world.operator);
  const [bot, person] = [acme.click({ botEvidence: 'Google "bot"' }), acme.click()];
  await table.insert([bot, person]);
  await table.insert([person, bot, acme.click()]);
  expect(await acme.ctx.query("SELECT id FROM click")).toHaveLength(3);
  expect(await acme.ctx.query("SELECT click_id, reason, evidence FROM click_flag")).toEqual([
    { click_id: bot.id, reason: "bot", evidence: { userAgentContains: 'Google "bot"' } },
  ]);
});

test("a click on a link of another organization is refused as a fault of the row, and the connection lives on", async () => {
  const [acme, rival] = [await linkGround(world.operator), await linkGround(world.operator)];
  const failure: unknown = await table.insert([acme.click({ linkId: rival.linkId })]).catch((error: unknown) => error);
  expect(isRowFault(failure)).toBe(true);
  await table.insert([acme.click()]);
  expect(await acme.ctx.query("SELECT id FROM click")).toHaveLength(1);
});

test("the role that writes clicks can read none, change none and write nothing else", async () => {
  const acme = await linkGround(world.operator);
  await table.insert([acme.click()]);
  const asWriter = (statement: string): Promise<unknown> =>
    world.database.transaction({ role: "tributary_click_writer", organizationId: acme.organizationId }, (transaction) =>
      transaction.query(statement),
    );
  for (const statement of [
    "SELECT * FROM click",
    "UPDATE click SET sub_id = 'x'",
    "DELETE FROM click",
    "SELECT * FROM click_flag",
    "SELECT * FROM link",
  ]) {
    await expect(asWriter(statement)).rejects.toMatchObject({ code: "42501" });
  }
});

test("an import stores many clicks with their own ids and times, and the second time nothing", async () => {
  const acme = await linkGround(world.operator);
  const clicks: ImportedClick[] = Array.from({ length: 20_000 }, (_, index) => ({
    id: newId(),
    linkId: acme.linkId,
    programId: acme.programId,
    partnerId: acme.partnerId,
    visitorId: randomUUID(),
    clickedAt: new Date(1_700_000_000_000 + index * 1_000),
  }));
  expect(await importClicks(acme.ctx, clicks)).toBe(20_000);
  expect(await importClicks(acme.ctx, clicks)).toBe(0);
  const [stored] = await acme.ctx.query("SELECT count(*) AS clicks, max(clicked_at) AS last FROM click");
  expect(stored).toEqual({ clicks: 20_000n, last: clicks.at(-1)?.clickedAt });
});

test("an import cannot write into another organization", async () => {
  const [acme, rival] = [await linkGround(world.operator), await linkGround(world.operator)];
  const { id, linkId, programId, partnerId, visitorId, clickedAt } = rival.click();
  await expect(
    importClicks(acme.ctx, [{ id, linkId, programId, partnerId, visitorId, clickedAt }]),
  ).rejects.toMatchObject({ code: "23503" });
});
