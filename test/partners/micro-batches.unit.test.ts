import { once } from "node:events";

import { expect, test } from "@jest/globals";

import { MicroBatches } from "../../src/services/partners/ingest/micro-batches.js";

const settled = async (work: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(work)).map(({ status }) => status);

test("items that arrive while a batch is done form the next one, bounded", async () => {
  const batches: number[][] = [];
  const line = new MicroBatches<number, number>(
    3,
    async (items) => {
      batches.push([...items]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return items.map((item) => item * 2);
    },
    () => true,
  );
  const first = line.do("acme", [1]);
  await new Promise((resolve) => setTimeout(resolve, 2));
  const rest = [2, 3, 4, 5].map((item) => line.do("acme", [item]));
  expect(await Promise.all([first, ...rest])).toEqual([[2], [4], [6], [8], [10]]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test("lines of different names do not wait for each other", async () => {
  const gate = new AbortController();
  const line = new MicroBatches<string, string>(
    10,
    async (items) => {
      if (items.includes("slow")) await once(gate.signal, "abort");
      return [...items];
    },
    () => true,
  );
  const slow = line.do("acme", ["slow"]);
  expect(await line.do("rival", ["quick"])).toEqual(["quick"]);
  gate.abort();
  expect(await slow).toEqual(["slow"]);
});

test("when a merged batch fails on one item, it is done again one by one and only that item fails", async () => {
  const batches: string[][] = [];
  const line = new MicroBatches<string, string>(
    10,
    async (items) => {
      batches.push([...items]);
      if (items.includes("bad")) throw new Error("refused");
      return [...items];
    },
    () => true,
  );
  const work = ["good", "bad", "fine"].map((item) => line.do("acme", [item]));
  expect(await settled(work)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(batches).toEqual([["good", "bad", "fine"], ["good"], ["bad"], ["fine"]]);
});

test("when the database is gone nobody is tried again", async () => {
  let tries = 0;
  const line = new MicroBatches<string, string>(
    10,
    () => {
      tries += 1;
      return Promise.reject(new Error("connection terminated"));
    },
    () => false,
  );
  expect(await settled(["a", "b"].map((item) => line.do("acme", [item])))).toEqual(["rejected", "rejected"]);
  expect(tries).toBe(1);
  expect(await settled([line.do("acme", [])])).toEqual(["fulfilled"]);
});

test("whoever comes while too many wait is told to come later, and takes no place; other lines go on until all are full", async () => {
  const gate = new AbortController();
  let done = 0;
  const line = new MicroBatches<number, number>(
    500,
    async (items) => {
      if (!gate.signal.aborted) await once(gate.signal, "abort");
      done += items.length;
      return [...items];
    },
    () => true,
  );
  const some = Array.from({ length: 500 }, (_, n) => n);
  const crowd = async (name: string, requests: number): Promise<Promise<number[]>[]> => {
    const first = line.do(name, some);
    // The first ones are being done, and wait no longer.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return [first, ...Array.from({ length: requests - 1 }, () => line.do(name, some))];
  };
  const acme = await crowd("acme", 11);
  const refusal = { kind: "rateLimited", code: "too_many_waiting", retryAfterSeconds: 1 };
  await expect(line.do("acme", some)).rejects.toMatchObject(refusal);
  await expect(line.do("acme", [1])).rejects.toMatchObject(refusal);
  const others = [...(await crowd("b", 11)), ...(await crowd("c", 11)), ...(await crowd("d", 11))];
  const late = [line.do("e", some), line.do("e", [1])];
  gate.abort();
  expect(await settled([...acme.slice(0, 11), ...others])).toEqual(Array(44).fill("fulfilled"));
  expect(await settled(late)).toEqual(["rejected", "rejected"]);
  expect(done).toBe(44 * 500);
  expect(await line.do("acme", [1])).toEqual([1]);
});
