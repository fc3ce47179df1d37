import { expect, test } from "@jest/globals";

import { runFaults } from "./fault-run.js";

test("CR1 CR3 CR12 CR14 what was acknowledged survives kills of servers and of PostgreSQL, once", async () => {
  const result = await runFaults({ kills: 6, seed: 7 });
  expect(result.broken).toEqual([]);
  expect(result.clicks).toBeGreaterThan(0);
  expect(result.events).toBeGreaterThan(0);
}, 240_000);
