import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { becomeMulti, readTenancy, settleTenancy } from "../../src/services/platform/tenancy.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

test("the first start's choice of tenancy stands, whatever later starts wish", async () => {
  expect(await readTenancy(world.database)).toBeNull();
  expect(await settleTenancy(world.database, "single")).toBe("single");
  expect(await settleTenancy(world.database, "multi")).toBe("single");
});

test("of two first starts at once one decides for both", async () => {
  const [one, other] = await Promise.all([
    settleTenancy(world.database, "single"),
    settleTenancy(world.database, "multi"),
  ]);
  expect(one).toBe(other);
});

test("a single installation can become a multi one, and stays it", async () => {
  await settleTenancy(world.database, "single");
  await becomeMulti(world.database);
  await becomeMulti(world.database);
  expect(await readTenancy(world.database)).toBe("multi");
});
