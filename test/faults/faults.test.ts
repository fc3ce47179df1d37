import { expect, test } from "@jest/globals";

import { runFaults } from "./fault-run.js";

test("CR1 CR3 CR12 CR14 what was acknowledged survives kills of servers and of PostgreSQL under load, once", async () => {
  const result = await runFaults({ kills: 10, seed: 7, booksEvery: 5, load: { clicks: 60, events: 6 } });
  expect(result).toMatchObject({ missing: [], doubled: [], broken: [] });
  expect(result.kills.server).toBeGreaterThan(0);
  expect(result.kills.PostgreSQL).toBeGreaterThan(0);
  expect(result.acknowledged.clicks).toBeGreaterThan(0);
  expect(result.acknowledged.events).toBeGreaterThan(0);
}, 240_000);
