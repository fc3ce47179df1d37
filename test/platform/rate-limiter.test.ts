import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import type { RatePolicy } from "../../src/services/platform/rate-limiter.js";
import { RateLimiter } from "../../src/services/platform/rate-limiter.js";
import { newId } from "../../src/shared/ids.js";
import { silentLog } from "../support/silent-log.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

const POLICY: RatePolicy = { name: "test", capacity: 100, restorePerSecond: 10 };

let world: World;
let subject: string;
let nowMs: number;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());
beforeEach(() => {
  subject = newId();
  nowMs = 0;
});

/** What one process has. Its own clock stands still unless it is moved. */
const limiter = (isOn = true): RateLimiter =>
  new RateLimiter(world.database, Buffer.alloc(32, 7), silentLog, isOn, () => nowMs);

const takeAll = (from: RateLimiter): number => {
  let taken = 0;
  while (from.take(POLICY, subject, 1)) taken++;
  return taken;
};

describe("an allowance", () => {
  test("within a process it is exact: the last point passes, the next one does not, and time brings it back", () => {
    const one = limiter();
    expect(one.take(POLICY, subject, 101)).toBe(false);
    expect(one.take(POLICY, subject, 100)).toBe(true);
    expect(one.take(POLICY, subject, 1)).toBe(false);
    expect(one.waitSeconds(POLICY, subject, 1)).toBe(1);
    expect(one.waitSeconds(POLICY, subject, 15)).toBe(2);
    expect(one.allowance(POLICY, subject)).toEqual({ policy: POLICY, available: 0, fullInSeconds: 10 });
    nowMs += 500;
    expect(one.take(POLICY, subject, 6)).toBe(false);
    expect(one.take(POLICY, subject, 5)).toBe(true);
    nowMs += 60_000;
    expect(takeAll(one)).toBe(100);
  });

  test("what was not needed comes back, and never more than there was", () => {
    const one = limiter();
    one.take(POLICY, subject, 60);
    one.refund(POLICY, subject, 50);
    expect(one.allowance(POLICY, subject).available).toBe(90);
    one.refund(POLICY, subject, 50);
    expect(one.allowance(POLICY, subject).available).toBe(100);
  });

  test("everybody has their own, under each policy", () => {
    const one = limiter();
    expect(takeAll(one)).toBe(100);
    expect(one.take(POLICY, newId(), 100)).toBe(true);
    expect(one.take({ ...POLICY, name: "other" }, subject, 100)).toBe(true);
  });

  test("switched off it is never used up", () => {
    const off = limiter(false);
    for (let asked = 0; asked < 5; asked++) expect(off.take(POLICY, subject, 100)).toBe(true);
    expect(off.allowance(POLICY, subject)).toMatchObject({ available: 100, fullInSeconds: 0 });
  });
});

describe("an allowance over several processes", () => {
  test("what one has spent the other learns when both have settled, without a round trip for each", async () => {
    const [one, other] = [limiter(), limiter()];
    one.take(POLICY, subject, 80);
    await one.settle();
    // It does not know yet: what it lets through is what it had not heard of.
    expect(other.take(POLICY, subject, 5)).toBe(true);
    await other.settle();
    // Some tenths may have come back between: ten come back in a second.
    expect(other.allowance(POLICY, subject).available).toBeLessThanOrEqual(25);
    expect(other.take(POLICY, subject, 40)).toBe(false);
    await Promise.all([one.stop(), other.stop()]);
  });

  test("the same subjects settled at the same time by both: every point counts once, and nothing locks up", async () => {
    const [one, other] = [limiter(), limiter()];
    const subjects = Array.from({ length: 50 }, () => newId());
    const slow: RatePolicy = { ...POLICY, name: "slow", restorePerSecond: 0.001 };
    for (let round = 0; round < 5; round++) {
      for (const each of subjects) {
        one.take(slow, each, 4);
        other.take(slow, each, 6);
      }
      await Promise.all([one.settle(), other.settle()]);
    }
    for (const each of subjects) {
      one.take(slow, each, 0);
      one.refund(slow, each, 0);
    }
    const third = limiter();
    for (const each of subjects) third.take(slow, each, 1);
    await third.settle();
    expect(subjects.map((each) => third.allowance(slow, each).available)).toEqual(subjects.map(() => 49));
    await Promise.all([one.stop(), other.stop(), third.stop()]);
  });

  test("with the database away each counts on for itself, and tells what was spent once it is back", async () => {
    const one = limiter();
    const real = world.database.transaction.bind(world.database);
    world.database.transaction = () => Promise.reject(new Error("the database is away"));
    try {
      expect(one.take(POLICY, subject, 90)).toBe(true);
      await one.settle();
      expect(one.take(POLICY, subject, 20)).toBe(false);
    } finally {
      world.database.transaction = real;
    }
    await one.settle();
    const other = limiter();
    other.take(POLICY, subject, 1);
    await other.settle();
    expect(other.allowance(POLICY, subject).available).toBeLessThan(30);
    await Promise.all([one.stop(), other.stop()]);
  });

  test("no address and no id stands in the table", async () => {
    const one = limiter();
    one.take(POLICY, "192.0.2.77", 1);
    await one.settle();
    const rows = await world.database.transaction({}, (transaction) =>
      transaction.query<{ key: string }>("SELECT key FROM rate_limit"),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) expect(key).toMatch(/^[a-z]+:[\w-]{32}$/);
    await one.stop();
  });
});
