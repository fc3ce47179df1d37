import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { createLog } from "../../../src/shared/log.js";
import { ClickSpool } from "../../../src/services/partners/click/click-spool.js";
import { ClickWriter } from "../../../src/services/partners/click/click-writer.js";
import { MemoryClickStore } from "./memory-click-store.js";
import { newClick } from "./new-click.factory.js";

const log = createLog("silent");

let folder = "";
let store: MemoryClickStore;
let spool: ClickSpool;
let writer: ClickWriter;
let landed: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tributary-writer-"));
  store = new MemoryClickStore();
  spool = await ClickSpool.open(folder, log);
  landed = [];
  const onLanded = (clicks: readonly { id: string }[]): void => void landed.push(...clicks.map((click) => click.id));
  const onLate = async (clicks: readonly { id: string }[]): Promise<void> => onLanded(clicks);
  writer = new ClickWriter(store, spool, log, { insertTimeoutMs: 60, onLanded, onLate });
});
afterEach(async () => {
  store.resume();
  await writer.close();
  await spool.close();
  await rm(folder, { recursive: true, force: true });
});

const writeMany = (count: number): Promise<string>[] =>
  Array.from({ length: count }, async () => {
    const click = newClick();
    await writer.write(click);
    return click.id;
  });

test("clicks that come together share one insert, and those that come meanwhile share the next", async () => {
  const first = writeMany(100);
  await sleep(0);
  const second = writeMany(50);
  await Promise.all([...first, ...second]);
  expect(store.batches.length).toBeLessThanOrEqual(3);
  expect(store.clicks.size).toBe(150);
  expect(writer.counts.spooled).toBe(0);
});

test("CR2 without a database clicks are durable in the spool, and are drained when it is back", async () => {
  store.mode = "gone";
  const ids = await Promise.all(writeMany(20));
  expect(store.clicks.size).toBe(0);
  expect(writer.isSpooling).toBe(true);
  expect((await spool.backlog()).bytes).toBeGreaterThan(0);

  store.mode = "works";
  expect(await writer.settle(5_000)).toBe(true);
  expect([...store.clicks.keys()].sort()).toEqual(ids.sort());
  expect(landed.sort()).toEqual(ids);
  expect((await spool.backlog()).bytes).toBe(0);
  expect(writer.isSpooling).toBe(false);
});

test("CR2 a database that hangs holds a click up no longer than its time, and doubles nothing when it wakes", async () => {
  store.mode = "hangs";
  const began = Date.now();
  const ids = await Promise.all(writeMany(5));
  expect(Date.now() - began).toBeLessThan(1_000);
  ids.push(...(await Promise.all(writeMany(5))));

  store.resume();
  expect(await writer.settle(5_000)).toBe(true);
  expect([...store.clicks.keys()].sort()).toEqual(ids.sort());
});

test("one click that can never be written holds up no other, and is put aside with the reason", async () => {
  const bad = newClick();
  store.poison.add(bad.id);
  const good = writeMany(30);
  await Promise.all([...good, writer.write(bad)]);
  expect(store.clicks.size).toBe(30);
  const aside = await readFile(join(folder, "quarantined-clicks.ndjson"), "utf8");
  expect(aside).toContain(bad.id);
  expect(aside).toContain("foreign key");
  expect(writer.isSpooling).toBe(false);
});

test("a poisoned click in the spool does not keep the others from being drained", async () => {
  store.mode = "gone";
  const bad = newClick();
  store.poison.add(bad.id);
  await Promise.all([...writeMany(10), writer.write(bad)]);
  store.mode = "works";
  expect(await writer.settle(5_000)).toBe(true);
  expect(store.clicks.size).toBe(10);
});

test("a late click stays in the spool until what follows from it has been done, and that is tried again", async () => {
  await writer.close();
  const followed: number[] = [];
  let isAble = false;
  const onLate = async (clicks: readonly { id: string }[]): Promise<void> => {
    if (!isAble) throw new Error("the database went away");
    followed.push(clicks.length);
  };
  writer = new ClickWriter(store, spool, log, { insertTimeoutMs: 60, drainEveryMs: 1_000_000, onLate });
  await spool.append([newClick()]);
  expect(await writer.settle(50)).toBe(false);
  expect((await spool.backlog()).bytes).toBeGreaterThan(0);
  isAble = true;
  expect(await writer.settle(1_000)).toBe(true);
  expect(followed).toEqual([1]);
  expect((await spool.backlog()).bytes).toBe(0);
});

test("CR15 when neither database nor disk takes a click, it is refused and not acknowledged", async () => {
  store.mode = "gone";
  await spool.close();
  await expect(writer.write(newClick())).rejects.toMatchObject({ kind: "unavailable", retryAfterSeconds: 1 });
  expect(writer.counts.refused).toBe(1);
});

test("more clicks than can wait are refused at once", async () => {
  const bounded = new ClickWriter(store, spool, log, { waitingMax: 3 });
  const written = await Promise.allSettled(Array.from({ length: 5 }, () => bounded.write(newClick())));
  expect(written.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
  await bounded.close();
});

test("closing finishes what was taken", async () => {
  const writes = writeMany(10);
  await writer.close();
  await Promise.all(writes);
  expect(store.clicks.size).toBe(10);
  await expect(writer.write(newClick())).rejects.toMatchObject({ kind: "unavailable" });
});
