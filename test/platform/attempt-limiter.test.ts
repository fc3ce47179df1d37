import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import type { AttemptPolicy } from "../../src/services/platform/attempt-limiter.js";
import { AttemptLimiter } from "../../src/services/platform/attempt-limiter.js";
import { newId } from "../../src/shared/ids.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

const POLICY: AttemptPolicy = { name: "test", attempts: 10, windowSeconds: 900 };

describe("attempts", () => {
  let world: World;
  let subject: string;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.end());
  beforeEach(() => {
    subject = newId();
  });

  /** What one process has. */
  const limiter = (isOn = true): AttemptLimiter => new AttemptLimiter(world.database, Buffer.alloc(32, 7), isOn);
  const isLet = (one: AttemptLimiter, policy = POLICY): Promise<boolean> =>
    one.attempt([{ policy, subject }]).then(
      () => true,
      () => false,
    );

  test("C-SEC-03 of forty at the same moment, at three servers, ten pass", async () => {
    const servers = [limiter(), limiter(), limiter()];
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => isLet(servers[index % 3]!)));
    expect(answers.filter(Boolean)).toHaveLength(10);
    expect(await isLet(limiter())).toBe(false);
  });

  test("whoever is refused is told when to come again, and waiting is not made longer by trying", async () => {
    const one = limiter();
    for (let attempt = 0; attempt < 10; attempt++) await one.attempt([{ policy: POLICY, subject }]);
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(one.attempt([{ policy: POLICY, subject }])).rejects.toMatchObject({
        kind: "rateLimited",
        code: "TOO_MANY_ATTEMPTS",
        retryAfterSeconds: expect.closeTo(900, -1),
      });
    }
  });

  test("the window ends, and all attempts are there again", async () => {
    const policy = { ...POLICY, attempts: 2, windowSeconds: 1 };
    const one = limiter();
    expect([await isLet(one, policy), await isLet(one, policy), await isLet(one, policy)]).toEqual([true, true, false]);
    await delay(1100);
    expect([await isLet(one, policy), await isLet(one, policy), await isLet(one, policy)]).toEqual([true, true, false]);
  });

  test("counted against several, one that is full refuses, and the others keep theirs", async () => {
    const one = limiter();
    const [full, other] = [
      { policy: { ...POLICY, attempts: 1 }, subject },
      { policy: POLICY, subject: newId() },
    ];
    await one.attempt([full]);
    for (let attempt = 0; attempt < 20; attempt++) {
      await expect(one.attempt([full, other])).rejects.toMatchObject({ kind: "rateLimited" });
    }
    for (let attempt = 0; attempt < 10; attempt++) await one.attempt([other]);
    await expect(one.attempt([other])).rejects.toMatchObject({ kind: "rateLimited" });
  });

  test("what is forgiven was no attempt", async () => {
    const one = limiter();
    for (let tried = 0; tried < 30; tried++) {
      const attempt = await one.attempt([{ policy: POLICY, subject }]);
      await attempt.forgive();
    }
    expect(await isLet(one)).toBe(true);
  });

  test("nothing that is stored tells who was counted, and off nothing is counted", async () => {
    const [off, one] = [limiter(false), limiter()];
    for (let attempt = 0; attempt < 12; attempt++) await off.attempt([{ policy: POLICY, subject: "ada@example.com" }]);
    await one.attempt([{ policy: POLICY, subject: "ada@example.com" }]);
    const rows = await world.dataSource.query("SELECT key, available FROM rate_limit");
    expect(JSON.stringify(rows)).not.toContain("ada");
  });
});
