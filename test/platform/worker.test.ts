import { afterEach, expect, test } from "@jest/globals";

import type { System } from "../../src/cli/system.js";
import { composeAll } from "../../src/main.js";
import { readConfig } from "../../src/shared/config.js";
import { startParts } from "../../src/shared/lifecycle/running-parts.js";
import type { RunningParts } from "../../src/shared/lifecycle/running-parts.js";
import { composeWorker } from "../../src/worker.js";
import { EventWorld } from "../support/event-world.js";
import { eventually } from "../support/eventually.js";
import { silentLog } from "../support/silent-log.js";
import { makeTestFolder } from "../support/test-folder.js";
import { startWorld } from "../support/world.js";
import type { World } from "../support/world.js";

let world: World | undefined;
let running: RunningParts | undefined;
afterEach(async () => {
  await running?.stop();
  await world?.end();
});

const systemOf = ({ database, storage }: World): System => ({
  config: readConfig({ PORT: "0" }),
  log: silentLog,
  database,
  appUrl: storage.appUrl,
  sessionUrl: storage.appUrl,
  secretKey: Buffer.from(storage.secretKey, "base64url"),
  dataFolder: makeTestFolder(),
  stopping: new AbortController().signal,
});

test.each([
  ["the worker", (system: System) => composeWorker(system)],
  ["everything in one process", (system: System) => composeAll(system, { demo: false })],
])("A-COMM-05 %s approves a commission whose hold has ended", async (_, compose) => {
  world = await startWorld();
  const shop = await new EventWorld(world).shop({ holdbackDays: 0 });
  const by = await shop.partner();
  const click = await shop.click(by);
  await shop.sale({ cref: click.id });
  expect(await shop.owed(by.partnerId)).toEqual({ held: 1000n, payable: 0n });

  running = await startParts((await compose(systemOf(world))).parts, silentLog);
  // The schedule would come within a minute; asking for it is what it does.
  await world.database.lookup("SELECT jobs.enqueue($1, $2, $3)", [
    "partners/approve-due-commissions",
    JSON.stringify({ organizationId: shop.ctx.organizationId }),
    "test",
  ]);
  await eventually(async () => expect(await shop.owed(by.partnerId)).toEqual({ held: 0n, payable: 1000n }));
});
