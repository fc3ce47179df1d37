import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";

import { deleteExpiredKeys } from "../../src/jobs/platform/delete-expired-keys.job.js";
import { EXPIRED_BATCH_MAX, IdempotencyExpiryService } from "../../src/services/platform/idempotency-expiry.service.js";
import { sqlState } from "../../src/shared/database/database.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let world: World;
let acme: string;
let rival: string;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());
beforeEach(async () => {
  [acme, rival] = [await world.bareOrganization(), await world.bareOrganization()];
});

/** So many keys of an age, as the database counts time. */
const keys = (organizationId: string, name: string, age: string, count = 1): Promise<number> =>
  world.as(organizationId).execute(
    `INSERT INTO idempotency_key (organization_id, key, request_hash, response, created_at)
     SELECT $1, $2 || '-' || n, '', '{}', now() - $3::interval FROM generate_series(1, $4::int) n`,
    [organizationId, name, age, count],
  );

async function kept(organizationId: string): Promise<string[]> {
  const rows = await world
    .as(organizationId)
    .query<{ key: string }>("SELECT key FROM idempotency_key WHERE organization_id = $1 ORDER BY key", [
      organizationId,
    ]);
  return rows.map(({ key }) => key);
}

const deleteIn = (organizationId: string, role?: "tributary_jobs"): Promise<unknown> =>
  world.database.transaction({ organizationId, ...(role && { role }) }, (transaction) =>
    transaction.execute("DELETE FROM idempotency_key"),
  );

test("keys older than thirty days are deleted, however many, in every organization, and no others", async () => {
  await keys(acme, "old", "30 days 1 minute", 2 * EXPIRED_BATCH_MAX + 1);
  await keys(acme, "young", "29 days 23 hours 59 minutes");
  await keys(rival, "old", "1 year");
  await keys(rival, "new", "0");

  const job = deleteExpiredKeys(new IdempotencyExpiryService(world.database));
  for (const organizationId of await job.dueIn(world.operator)) await job.run(world.operator.in(organizationId));

  expect([await kept(acme), await kept(rival)]).toEqual([["young-1"], ["new-1"]]);
});

test("each transaction deletes a batch and no more, the oldest first", async () => {
  await keys(acme, "old", "31 days");
  await keys(acme, "older", "32 days", EXPIRED_BATCH_MAX);
  const expiry = new IdempotencyExpiryService(world.database);
  expect(await expiry.deleteExpired(world.as(acme))).toBe(EXPIRED_BATCH_MAX);
  expect(await kept(acme)).toEqual(["old-1"]);
  expect(await expiry.deleteExpired(world.as(acme))).toBe(1);
  expect(await expiry.deleteExpired(world.as(acme))).toBe(0);
});

test("one organization's keys are deleted without another's", async () => {
  await keys(acme, "old", "31 days");
  await keys(rival, "old", "31 days");
  await new IdempotencyExpiryService(world.database).deleteExpired(world.as(acme));
  expect([await kept(acme), await kept(rival)]).toEqual([[], ["old-1"]]);
});

test("the database lets the jobs' role delete what has expired, of the one organization, and the runtime role nothing", async () => {
  await keys(acme, "old", "31 days");
  await keys(acme, "young", "29 days");
  await keys(rival, "old", "31 days");
  expect(sqlState(await deleteIn(acme).catch((error: unknown) => error))).toBe("42501");
  expect(await kept(acme)).toEqual(["old-1", "young-1"]);
  await deleteIn(acme, "tributary_jobs");
  expect([await kept(acme), await kept(rival)]).toEqual([["young-1"], ["old-1"]]);
  const reading = world.database.transaction({ organizationId: acme, role: "tributary_jobs" }, (transaction) =>
    transaction.query("SELECT response FROM idempotency_key"),
  );
  expect(sqlState(await reading.catch((error: unknown) => error))).toBe("42501");
});
