import { expect, test } from "@jest/globals";

import { overlapping } from "../../src/shared/overlapping.js";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("every item is worked on, in order, with no more at once than allowed", async () => {
  let [running, most] = [0, 0];
  const begun: number[] = [];
  await overlapping([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await turn();
    running -= 1;
  });
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test("items are asked for only when there is room for them", async () => {
  let given = 0;
  function* items(): Generator<number> {
    for (let n = 0; n < 10; n++) yield (given = n);
  }
  await overlapping(items(), 2, async (item) => {
    await turn();
    expect(given - item).toBeLessThanOrEqual(2);
  });
});

test("after a failure nothing is begun, what runs ends, and the failure is told", async () => {
  const ended: number[] = [];
  const all = overlapping([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error("first");
    await turn();
    ended.push(item);
  });
  await expect(all).rejects.toThrow("first");
  expect(ended).toEqual([2]);
});
